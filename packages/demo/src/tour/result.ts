import { type Findings, NO_COUNTS, totalOf } from '../check/findings.ts';
import type { Verdict } from '../isolation/trial.ts';
import type { TourTenant } from './tour.ts';

/** What `--json` prints. */
export type TourResult = {
  readonly tenants: readonly {
    readonly id: string;
    readonly source: string;
    readonly tier: string;
    readonly model: string;
    readonly published: number;
    readonly consumed: number;
    readonly duplicates: number;
    readonly lost: number;
    readonly outOfOrder: number;
  }[];
  readonly skippedLines: number;
  readonly isolation: Verdict;
  readonly erasure: {
    readonly tenant: string;
    /** A file. */
    readonly certificate: string;
  };
  readonly durationMs: number;
};

export function tenantResults(
  tenants: readonly TourTenant[],
  findings: Findings,
): TourResult['tenants'] {
  return tenants.map(({ id, model, source, tier }) => {
    const counts = findings.tenants.get(id) ?? NO_COUNTS;
    const { consumed, duplicates, lost, outOfOrder, published } = counts;
    return { id, source, tier, model, published, consumed, duplicates, lost, outOfOrder };
  });
}

export type Evidence = {
  readonly findings: Findings;
  readonly isolation: Verdict;
  /** Tenants whose count in the platform's own tally is not what was published. */
  readonly miscounted: readonly string[];
  readonly replay: { readonly tenant: string; readonly run: string };
  /** What was expected of the erasure and is not so. */
  readonly erasure: readonly string[];
};

/** What is wrong, in sentences; nothing where the tour has shown all that it wanted to show. */
export function problemsOf(evidence: Evidence): readonly string[] {
  const { erasure, findings, isolation, miscounted } = evidence;
  const { crossed, lost, outOfOrder } = totalOf([...findings.tenants.values(), findings.others]);
  const { attempts, controls, denied } = isolation;
  return [
    ...some(lost, 'published events did not arrive'),
    ...some(outOfOrder, 'events came after a later one of their aggregate'),
    ...some(crossed, 'events came to another tenant'),
    ...some(findings.altered, 'events did not arrive as they were published'),
    ...some(findings.unknown, 'events arrived that nobody published'),
    ...some(findings.unreadable, 'lines of the files cannot be read'),
    ...some(attempts - denied, 'attempts on a neighbour were not denied'),
    ...some(attempts - controls, 'operations on their own were refused to a tenant'),
    ...some(miscounted.length, 'tenants have a wrong tally'),
    ...replayProblems(evidence),
    ...erasure,
  ];
}

function some(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

/** All of that tenant's events again, and nobody else's. */
function replayProblems({ findings, replay }: Evidence): readonly string[] {
  const run = findings.replays.get(replay.run) ?? new Map();
  const { consumed, crossed, outOfOrder } = run.get(replay.tenant) ?? NO_COUNTS;
  const { published } = findings.tenants.get(replay.tenant) ?? NO_COUNTS;
  const others = [...run.keys()].filter((tenant) => tenant !== replay.tenant).length;
  return [
    ...some(published - consumed, 'events were missing in the replay'),
    ...some(outOfOrder, 'events of the replay came after a later one of their aggregate'),
    ...some(crossed, 'events of the replay came to another tenant'),
    ...some(others, 'other tenants had events in the replay'),
  ];
}
