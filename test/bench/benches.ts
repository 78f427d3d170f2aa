import type { Bench } from './support/finding.ts';

/** By name; each is loaded in the process that runs it. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  seal: async () => (await import('./seal.ts')).seal,
  open: async () => (await import('./open.ts')).open,
  consume: async () => (await import('./consume.ts')).consume,
  publish: async () => (await import('./publish.ts')).publish,
  fairness: async () => (await import('./fairness.ts')).fairness,
  proof: async () => (await import('./proof.ts')).proof,
  onboarding: async () => (await import('./onboarding.ts')).onboarding,
  start: async () => (await import('./start.ts')).start,
};
