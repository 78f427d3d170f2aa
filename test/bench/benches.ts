import type { Bench } from './support/finding.ts';

type Listed = {
  readonly load: () => Promise<Bench>;
  /** Of the process that runs it. */
  readonly flags: readonly string[];
};

/**
 * Garbage is collected before each measurement, so that none pays for another's, and by the thread that made it: helpers that
 * wait for a processor would count as work. A small Lambda function has no processor for them either.
 */
const COMPUTES = ['--expose-gc', '--single-threaded-gc'];

/** As it is run. */
const WHOLE = ['--expose-gc'];

export const benches: Readonly<Record<string, Listed>> = {
  seal: { load: async () => (await import('./seal.ts')).seal, flags: COMPUTES },
  open: { load: async () => (await import('./open.ts')).open, flags: COMPUTES },
  consume: { load: async () => (await import('./consume.ts')).consume, flags: COMPUTES },
  publish: { load: async () => (await import('./publish.ts')).publish, flags: WHOLE },
  fairness: { load: async () => (await import('./fairness.ts')).fairness, flags: WHOLE },
  proof: { load: async () => (await import('./proof.ts')).proof, flags: WHOLE },
  onboarding: { load: async () => (await import('./onboarding.ts')).onboarding, flags: WHOLE },
  start: { load: async () => (await import('./start.ts')).start, flags: WHOLE },
};
