export type { Appends } from './appends-since.ts';
export { dumpState } from './dump-state.ts';
export { Embedded, type EmbeddedOptions, openEmbedded } from './embedded.ts';
export { EmbeddedSubscriptionTable } from './embedded-subscription-table.ts';
export { StateBusy, StateClosed, StateDamaged, StateLocked } from './errors.ts';
export { clusterOf } from './kafka-cluster-of.ts';
export { lockDirectory } from './lock-directory.ts';
export type { Appended } from './log/embedded-cluster-sessions.ts';
export { assertLogs, assertWhole, noteFiles, sweepHalfWritten } from './state-manifest.ts';
