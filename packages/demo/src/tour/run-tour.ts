import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { PLATFORM_CONSUMERS, startPlatform } from '@tributary/local';
import { ApiClient } from '../api/api-client.ts';
import { consume } from '../chapters/consume.ts';
import { count } from '../chapters/count.ts';
import { type Forgotten, forget } from '../chapters/forget.ts';
import { moveIn } from '../chapters/move-in.ts';
import { publish } from '../chapters/publish.ts';
import { type Replayed, replay } from '../chapters/replay.ts';
import { tryNeighbours } from '../chapters/try-neighbours.ts';
import { whoTakesPart } from '../chapters/who-takes-part.ts';
import { checkTour } from '../check/check-tour.ts';
import type { Findings } from '../check/findings.ts';
import { JsonLineFile } from '../check/json-lines.ts';
import type { EventSource } from '../input/input-line.ts';
import { openSource } from '../input/open-source.ts';
import type { Verdict } from '../isolation/trial.ts';
import type { TourOptions } from '../options.ts';
import { RECORDER } from '../recorder/tour-catalogue.ts';
import { counted, duration } from '../view/text.ts';
import { problemsOf, type TourResult, tenantResults } from './result.ts';
import { SkippedLines } from './skipped-lines.ts';
import type { Stage, TourTenant } from './tour.ts';
import { Workspace } from './workspace.ts';

export type TourSurroundings = Omit<Stage, 'workspace'> & {
  readonly standardInput: Readable & { readonly isTTY?: boolean };
  /** Once it is aborted, the process is about to end: what is temporary is deleted at once. */
  readonly signal: AbortSignal;
};

export type TourEnd = {
  readonly result: TourResult;
  /** What the tour could not show as it wanted to; empty is good. */
  readonly problems: readonly string[];
};

/**
 * The whole tour, on a platform of its own that is gone afterwards.
 *
 * @throws {InputUnusable}
 * @throws {OutputRefused}
 */
export async function runTour(
  options: TourOptions,
  { signal, standardInput, ...surroundings }: TourSurroundings,
): Promise<TourEnd> {
  const { clock } = surroundings;
  const startedAt = clock.now();
  await using workspace = await Workspace.open(options.out);
  signal.addEventListener('abort', () => workspace.discard());
  const stage: Stage = { ...surroundings, workspace };
  const source = await openSource(options.input, {
    now: startedAt,
    standardInput,
    spool: workspace.scratch('input'),
  });
  await using skipped = new SkippedLines(workspace.file('skipped.ndjson'));
  const tenants = await whoTakesPart(stage, source, skipped);
  const played = await play(stage, { source, skipped, tenants });
  const findings = await lookInto(stage);
  count(stage, tenants, findings, played.replay);
  const { isolation, forgotten } = played;
  const problems = problemsOf({ ...played, findings, erasure: forgotten.problems });
  const result: TourResult = {
    tenants: tenantResults(tenants, findings),
    skippedLines: skipped.count,
    isolation,
    erasure: { tenant: forgotten.tenant, certificate: forgotten.certificate },
    durationMs: Math.round(clock.now() - startedAt),
  };
  if (skipped.count > 0) {
    workspace.keep('skipped.ndjson');
  }
  await writeFile(workspace.file('tour.json'), `${JSON.stringify(result)}\n`);
  conclude(stage, options, result, problems);
  return { result, problems };
}

type Cast = {
  readonly source: EventSource;
  readonly skipped: SkippedLines;
  readonly tenants: readonly TourTenant[];
};

type Played = {
  readonly isolation: Verdict;
  readonly miscounted: readonly string[];
  readonly replay: Replayed;
  readonly forgotten: Forgotten;
};

/** The chapters that need a platform. Its files are complete once this has resolved. */
async function play(stage: Stage, { skipped, source, tenants }: Cast): Promise<Played> {
  const { clock, workspace } = stage;
  await using published = new JsonLineFile(workspace.file('published.ndjson'));
  await using log = new JsonLineFile(workspace.file('platform.log'));
  await using platform = await startPlatform({
    directory: workspace.platform,
    catalogue: { module: moduleOf('../recorder/tour-catalogue.ts'), export: 'tourCatalogue' },
    consumers: [
      ...PLATFORM_CONSUMERS,
      {
        name: RECORDER,
        module: moduleOf('../recorder/consumer-spec.ts'),
        export: 'consumerSpec',
        settings: { directory: workspace.directory },
      },
    ],
    log: (level, message, facts) => {
      void log.write({ time: new Date(clock.now()).toISOString(), level, message, ...facts });
    },
  });
  const { operatorToken: token, url } = platform;
  const api = new ApiClient({ url, token, clock });
  const tour = { ...stage, api, platform, published, tenants };
  await moveIn(tour);
  const { counts, topics } = await publish(tour, source, skipped);
  const { miscounted } = await consume(tour, counts);
  const isolation = await tryNeighbours(tour, topics);
  const { toErase, toReplay } = chosen(tenants);
  const replayed = await replay(tour, toReplay);
  const forgotten = await forget(tour, toErase, topics.get(toErase.id));
  return { isolation, miscounted, replay: replayed, forgotten };
}

function moduleOf(path: string): string {
  return new URL(path, import.meta.url).href;
}

/** Both from the pool where there are two: there the tenants lie closest together. */
function chosen(tenants: readonly TourTenant[]) {
  const inPool = tenants.filter(({ model }) => model === 'pool');
  const [toErase = tenants[0], second] = inPool;
  const toReplay = second ?? tenants[0];
  if (toErase === undefined || toReplay === undefined) {
    throw new RangeError('a tour has tenants');
  }
  return { toErase, toReplay };
}

async function lookInto({ progress, workspace }: Stage): Promise<Findings> {
  progress.begin('counting');
  const files = {
    published: workspace.file('published.ndjson'),
    received: await workspace.receivedFiles(),
  };
  const findings = await checkTour(files, workspace.scratch('check'));
  progress.end();
  return findings;
}

function conclude(
  { story, workspace }: Stage,
  { out }: TourOptions,
  { durationMs, erasure, isolation }: TourResult,
  problems: readonly string[],
): void {
  if (problems.length === 0) {
    story.say(
      '',
      'Nothing was lost, nothing came out of order, and nothing crossed from one tenant to another.',
      `${counted(isolation.denied)} of ${counted(isolation.attempts)} attempts on a neighbour were denied.`,
    );
  } else {
    story.say('', 'Not all is well:', ...problems.map((problem) => `\u2717 ${problem}`));
  }
  story.say(
    '',
    `The certificate of the erasure: ${erasure.certificate}`,
    ...(out === undefined
      ? []
      : [
          `What was published and received: ${workspace.directory} (with the events of ${erasure.tenant}:`,
          'what you keep for yourself, no platform forgets for you).',
        ]),
    `The tour took ${duration(durationMs)}.`,
  );
}
