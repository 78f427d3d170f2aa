import type { CodeReference, ConsumerModule } from '../consumer-modules.ts';

/** What a thread that runs consumers is started with. */
export type EnvironmentData = {
  readonly directory: string;
  readonly catalogue: CodeReference;
  readonly consumers: readonly ConsumerModule[];
};
