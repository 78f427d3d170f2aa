import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RateExceeded } from '@tributary/domain/quotas';
import { SECOND_MS } from '@tributary/kernel';
import { RunningPlatform } from '../integration/support/running-platform.ts';
import { atMost, type Finding } from './support/finding.ts';
import { quantile, spreadOf } from './support/spread.ts';
import { consumerModules, TIER_RATE } from './support/wait-writer.ts';

const QUIET_EVERY_MS = 20;
/** A hundred times as much. */
const NOISY_BATCH = 50;
const NOISY_EVERY_MS = 10;

const PHASES = 2;
const PHASE_MS = 3_000;
/** What the noisy tenant had saved is let through and worked off. */
const LEAD_IN_MS = 3_000;

/**
 * A quiet tenant of a pool on the local poller, in turns alone and beside one that offers a hundred times as much: how long its
 * events wait for their handler.
 */
export async function fairness(): Promise<readonly Finding[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  const file = join(directory, 'waits.txt');
  await using running = await RunningPlatform.start({
    catalogue: {
      module: new URL('./support/wait-writer.ts', import.meta.url).href,
      export: 'catalogue',
    },
    consumers: consumerModules(file),
  });
  await Promise.all(['quiet', 'noisy'].map((id) => running.onboard(id, 'starter')));
  const capacity = await measuredCapacity(running);
  const noise = new Noise(running);
  for (let phase = 0; phase < PHASES; phase += 1) {
    await publishQuietly(running, 'alone', PHASE_MS);
    await running.platform.idle();
    const stop = new AbortController();
    const making = noise.make(stop.signal);
    await publishQuietly(running, 'first', LEAD_IN_MS);
    await publishQuietly(running, 'beside', PHASE_MS);
    stop.abort();
    await making;
    await running.platform.idle();
  }
  const waits = await waitsIn(file);
  await rm(directory, { recursive: true });
  const p99 = (label: string) => quantile(waits.get(label) ?? [], 0.99);
  const report = (what: string, label: string) =>
    ({ what, measured: spreadOf([p99(label) / p99('alone')]), unit: 'x' }) as const;
  return [
    {
      ...report("quiet tenant's p99 wait beside one that offers 100x, pool", 'beside'),
      note: `${p99('beside')} ms of ${p99('alone')} ms alone, ${waits.get('alone')?.length} events each; ${noise.text()}; ${capacity.toFixed(0)}/s is what the consumer can take`,
      target: atMost(2),
    },
    {
      ...report('the same while the other spends the burst that it saved', 'first'),
      note: `${p99('first')} ms; the tier has ${TIER_RATE.eventsPerSecond}/s and a burst of ${TIER_RATE.burst}`,
    },
  ];
}

/** Events a second, from a full burst that is worked off. */
async function measuredCapacity(running: RunningPlatform): Promise<number> {
  const beganAt = performance.now();
  await running.platform.publisher.publishBatch('noisy', events('noise', TIER_RATE.burst));
  await running.platform.idle();
  return (TIER_RATE.burst * SECOND_MS) / (performance.now() - beganAt);
}

async function publishQuietly(
  { platform }: RunningPlatform,
  label: string,
  forMs: number,
): Promise<void> {
  const until = performance.now() + forMs;
  await inPace(
    QUIET_EVERY_MS,
    () => performance.now() < until,
    async () => {
      await platform.publisher.publishBatch('quiet', events(label, 1));
    },
  );
}

/** Offers on, whatever is refused. */
class Noise {
  readonly #running: RunningPlatform;
  #offered = 0;
  #refused = 0;
  #tookMs = 0;

  constructor(running: RunningPlatform) {
    this.#running = running;
  }

  async make(stop: AbortSignal): Promise<void> {
    const beganAt = performance.now();
    await inPace(
      NOISY_EVERY_MS,
      () => !stop.aborted,
      () => this.#offer(),
    );
    this.#tookMs += performance.now() - beganAt;
  }

  text(): string {
    const perSecond = (this.#offered * SECOND_MS) / this.#tookMs;
    const refused = (this.#refused / this.#offered) * 100;
    return `the other offered ${perSecond.toFixed(0)}/s, of which ${refused.toFixed(0)} % were refused`;
  }

  async #offer(): Promise<void> {
    this.#offered += NOISY_BATCH;
    try {
      await this.#running.platform.publisher.publishBatch('noisy', events('noise', NOISY_BATCH));
    } catch (error) {
      if (!(error instanceof RateExceeded)) {
        throw error;
      }
      this.#refused += NOISY_BATCH;
    }
  }
}

/** Begins one after the other; what comes late is made up for. */
async function inPace(everyMs: number, goesOn: () => boolean, act: () => Promise<void>) {
  for (let nextAt = performance.now(); goesOn(); nextAt += everyMs) {
    await act();
    await setTimeout(Math.max(0, nextAt + everyMs - performance.now()));
  }
}

function events(label: string, count: number) {
  return Array.from({ length: count }, (_, nth) => ({
    stream: 'users',
    type: 'PreferenceChanged',
    aggregate: `${label}/${nth}`,
    data: {
      userId: `user-${nth}`,
      preference: 'theme',
      value: 'dark',
      changedAt: '2026-01-31T09:30:00Z',
    },
  }));
}

/** In milliseconds, by the label of the event. */
async function waitsIn(file: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const waits = lines.map((line) => {
    const [label = '', rest = ''] = line.split('/');
    return { label, ms: Number(rest.split(' ')[1]) };
  });
  return new Map(
    [...Map.groupBy(waits, ({ label }) => label)].map(([label, each]) => [
      label,
      each.map(({ ms }) => ms),
    ]),
  );
}
