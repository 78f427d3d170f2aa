import type { CodeReference, ConsumerModule } from '../consumer-modules.ts';

/** What the threads that run consumers are started with. */
export type EnvironmentData = {
  readonly directory: string;
  readonly catalogue: CodeReference;
  readonly consumers: readonly ConsumerModule[];
};
