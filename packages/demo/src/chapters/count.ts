import { addCounts, type Counts, type Findings, NO_COUNTS, totalOf } from '../check/findings.ts';
import type { Tour, TourTenant } from '../tour/tour.ts';
import { type Column, table } from '../view/table.ts';
import { counted, printable } from '../view/text.ts';
import type { Replayed } from './replay.ts';

const SHOWN_TENANTS = 60;

const COLUMNS: readonly Column[] = [
  { title: 'tenant', align: 'left', maxWidth: 32 },
  { title: 'from', align: 'left', maxWidth: 28 },
  { title: 'tier', align: 'left' },
  { title: 'model', align: 'left' },
  { title: 'published', align: 'right' },
  { title: 'consumed', align: 'right' },
  { title: 'duplicates', align: 'right' },
  { title: 'lost', align: 'right' },
  { title: 'out of order', align: 'right' },
  { title: 'crossed', align: 'right' },
];

/** The table that the tour ends with: of many tenants the first, those with a fault, and the others in one row. */
export function count(
  { story }: Pick<Tour, 'story'>,
  tenants: readonly TourTenant[],
  findings: Findings,
  { run, tenant: replayed }: Replayed,
): void {
  story.chapter('The count');
  story.say(
    'From the files of what was published and what the handler received, counted by a part of the tour that sees nothing else:',
    '',
  );
  const countsOf = ({ id }: TourTenant) => findings.tenants.get(id) ?? NO_COUNTS;
  const isShown = (tenant: TourTenant, rank: number) =>
    tenants.length <= SHOWN_TENANTS || rank < SHOWN_TENANTS / 2 || isFaulty(countsOf(tenant));
  const shown = tenants.filter(isShown).slice(0, SHOWN_TENANTS);
  const others = tenants.filter((tenant) => !shown.includes(tenant));
  const rows = shown.map((tenant) => {
    const { id, model, source, tier } = tenant;
    return [id, printable(source), tier, model, ...cells(countsOf(tenant))];
  });
  const rest = others.map(countsOf).reduce(addCounts, NO_COUNTS);
  const restRow = [`${counted(others.length)} others`, '', '', '', ...cells(rest)];
  const total = tenants.map(countsOf).reduce(addCounts, NO_COUNTS);
  story.show(
    table(COLUMNS, others.length === 0 ? rows : [...rows, restRow], [
      `${counted(tenants.length)} in all`,
      '',
      '',
      '',
      ...cells(total),
    ]),
  );
  const again = findings.replays.get(run) ?? new Map<string, Counts>();
  const { consumed, published } = again.get(replayed) ?? NO_COUNTS;
  const foreign = totalOf(again.values()).consumed - consumed;
  const { others: besides } = findings;
  story.say(
    '',
    `The replay of ${replayed}: ${counted(consumed)} of its ${counted(published)} events came again, and ${counted(foreign)} of anybody else.`,
    `What was published beside attempts and after the erasure: ${counted(besides.consumed)} of ${counted(besides.published)} arrived.`,
  );
}

function isFaulty({ crossed, duplicates, lost, outOfOrder }: Counts): boolean {
  return crossed + duplicates + lost + outOfOrder > 0;
}

function cells(counts: Counts): readonly string[] {
  const { consumed, crossed, duplicates, lost, outOfOrder, published } = counts;
  return [published, consumed, duplicates, lost, outOfOrder, crossed].map(counted);
}
