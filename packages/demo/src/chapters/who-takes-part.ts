import { RESERVED_TENANT_IDS } from '@tributary/sdk';
import { JsonLineFile } from '../check/json-lines.ts';
import { InputUnusable } from '../errors.ts';
import type { EventSource } from '../input/input-line.ts';
import { MAX_TENANTS, type Survey, survey } from '../input/survey.ts';
import { planTiers } from '../tenants/plan-tiers.ts';
import { type SuffixReason, tenantIds } from '../tenants/tenant-ids.ts';
import type { SkippedLines } from '../tour/skipped-lines.ts';
import type { Stage, TourTenant } from '../tour/tour.ts';
import { table } from '../view/table.ts';
import { amount, counted, cut, printable } from '../view/text.ts';

const TENANTS_FILE = 'tenants.ndjson';
const SHOWN_MAPPINGS = 60;
const SOURCE_COLUMNS = 40;

/**
 * Reads the input once: who is in it, what their ids are, and what each gets.
 *
 * @throws {InputUnusable} there is no event in it, or the field for the tenant does not name tenants.
 */
export async function whoTakesPart(
  stage: Stage,
  source: EventSource,
  skipped: SkippedLines,
): Promise<readonly TourTenant[]> {
  const { progress, story, workspace } = stage;
  progress.begin('reading');
  const surveyed = await survey(source, {
    onSkipped: skipped.add,
    onProgress: () => progress.report(source.progress()),
  });
  progress.end();
  const news = skipped.news(workspace.file('skipped.ndjson'));
  refuseUnusable(source, surveyed, news);
  const tenants = cast(surveyed);
  await writeMapping(stage, tenants);
  story.chapter('Who takes part');
  story.say(
    `${amount(surveyed.events, 'event')} of ${amount(tenants.length, 'tenant')}, from`,
    `${printable(source.title)}.`,
    ...skippedLines(surveyed, news),
    '',
    ...table(
      COLUMNS,
      MODELS.map(([model, what]) => [model, placed(tenants, model), what]),
    ),
  );
  tellMapping(stage, tenants);
  return tenants;
}

function refuseUnusable(
  { title }: EventSource,
  { events, skipped, volumes }: Survey,
  news: readonly string[],
): void {
  const input = printable(title);
  if (events === 0) {
    const why = skipped === 0 ? 'there is no line in it' : `no line is an event: ${news[0]}`;
    throw new InputUnusable({ input, rule: why });
  }
  if (volumes.size > MAX_TENANTS) {
    const rule = `the field for the tenant has more than ${counted(MAX_TENANTS)} different values`;
    throw new InputUnusable({ input, rule });
  }
}

function cast({ volumes }: Survey): readonly TourTenant[] {
  const derived = tenantIds([...volumes.keys()], RESERVED_TENANT_IDS);
  return planTiers(
    derived.map((tenant) => ({ ...tenant, events: volumes.get(tenant.source) ?? 0 })),
  );
}

async function writeMapping({ workspace }: Stage, tenants: readonly TourTenant[]): Promise<void> {
  const path =
    tenants.length > SHOWN_MAPPINGS ? workspace.keep(TENANTS_FILE) : workspace.file(TENANTS_FILE);
  await using file = new JsonLineFile(path);
  for (const { events, id, model, source, tier } of tenants) {
    await file.write({ source, id, tier, model, events });
  }
}

function skippedLines({ skipped }: Survey, news: readonly string[]): readonly string[] {
  return skipped === 0
    ? ['No line was skipped.']
    : ['', `${amount(skipped, 'line')} of it cannot be used:`, ...news.map((each) => `  ${each}`)];
}

const COLUMNS = [
  { title: 'model', align: 'left' },
  { title: 'tenants', align: 'right' },
  { title: 'what they get', align: 'left' },
] as const;

const MODELS = [
  ['silo', 'a cluster each: the largest'],
  ['bridge', 'topics of their own on a shared cluster: the middle'],
  ['pool', "shared topics, each event sealed under its tenant's own key: the long tail"],
] as const;

function placed(tenants: readonly TourTenant[], model: TourTenant['model']): string {
  return counted(tenants.filter((tenant) => tenant.model === model).length);
}

/** All of it where one can read it, and in any case what is not the plain form of its value. */
function tellMapping({ story, workspace }: Stage, tenants: readonly TourTenant[]): void {
  const suffixed = tenants.filter(({ reason }) => reason !== undefined);
  const shown = tenants.length > SHOWN_MAPPINGS ? suffixed.slice(0, SHOWN_MAPPINGS) : tenants;
  const intro =
    suffixed.length === 0
      ? 'Their ids:'
      : `Their ids; where the plain form of a name can be none, with a suffix made of its hash (${counted(suffixed.length)} of them):`;
  story.say('', intro, ...shown.map(mapping));
  if (shown.length < tenants.length) {
    story.say(
      `  and ${counted(tenants.length - shown.length)} more, all in ${workspace.file(TENANTS_FILE)}`,
    );
  }
}

const REASONS: Readonly<Record<SuffixReason, string>> = {
  first: 'an id starts with a letter',
  length: 'an id has 3 to 32 characters',
  taken: 'another value has the same plain form',
  reserved: 'the plain form is a reserved word',
  'nothing-left': 'no letter or digit is left of it',
};

function mapping({ id, reason, source }: TourTenant): string {
  const why = reason === undefined ? '' : `  (${REASONS[reason]})`;
  return `  ${cut(printable(source), SOURCE_COLUMNS)} \u2192 ${id}${why}`;
}
