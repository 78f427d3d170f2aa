import { type Spread, spreadOf } from './spread.ts';

export type Work = {
  readonly name: string;
  /** How many times one run does what is measured. */
  readonly times: number;
  /** Not measured; before each run. */
  readonly prepare?: () => Promise<void> | void;
  readonly run: () => Promise<void> | void;
};

/**
 * `cpu`: what the threads of this process used, garbage collection included, so that other processes disturb less. `wall`: what
 * somebody waits for.
 */
export type Meter = 'cpu' | 'wall';

/** The first rounds warm up the machine and are forgotten. */
const FORGOTTEN = 0.2;

/** Nanoseconds of each work in each round. */
export class Rounds {
  readonly #rounds: readonly ReadonlyMap<string, number>[];

  /** Made by `interleaved`. */
  constructor(rounds: readonly ReadonlyMap<string, number>[]) {
    this.#rounds = rounds;
  }

  /** Computed of each round by itself, so that what slows a whole round down falls out of a ratio. */
  spread(figure: (nsOf: (work: string) => number) => number): Spread {
    return spreadOf(this.#rounds.map((round) => figure((work) => round.get(work) ?? Number.NaN)));
  }

  ratio(of: string, to: string): Spread {
    return this.spread((nsOf) => nsOf(of) / nsOf(to));
  }

  /** `3.02 us` */
  text(work: string): string {
    return `${(this.spread((nsOf) => nsOf(work)).median / 1_000).toFixed(2)} us`;
  }
}

/** A B C, B C A, C A B and so on: each is equally often first, and none pays for the garbage of another. */
export async function interleaved(
  works: readonly Work[],
  { rounds, meter }: { readonly rounds: number; readonly meter: Meter },
): Promise<Rounds> {
  const measured: Map<string, number>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const times = new Map<string, number>();
    for (let turn = 0; turn < works.length; turn += 1) {
      const work = works[(round + turn) % works.length];
      if (work !== undefined) {
        await work.prepare?.();
        // Not a major collection: it would also throw away machine code that was not used for some rounds.
        globalThis.gc?.({ type: 'minor' });
        times.set(work.name, await nanosecondsOf(work, meter));
      }
    }
    measured.push(times);
  }
  return new Rounds(measured.slice(Math.floor(rounds * FORGOTTEN)));
}

async function nanosecondsOf({ run, times }: Work, meter: Meter): Promise<number> {
  const begun = meter === 'cpu' ? process.cpuUsage() : undefined;
  const beganAt = process.hrtime.bigint();
  await run();
  if (begun === undefined) {
    return Number(process.hrtime.bigint() - beganAt) / times;
  }
  const { user, system } = process.cpuUsage(begun);
  return ((user + system) * 1_000) / times;
}
