export { DEDUPE_WINDOW_MS } from './consumer.ts';
export type {
  BatchCounts,
  BatchReport,
  ConsumerLog,
  ConsumerOptions,
  ConsumerPorts,
  EpochFence,
  RecordFailure,
} from './consumer-ports.ts';
export type { ConsumerSpec, EventHandler, HandlerContext, StateWrite } from './consumer-spec.ts';
export { type ConsumerHandler, createConsumer } from './create-consumer.ts';
export { describeFailure } from './describe-failure.ts';
export type { ExecutionContext } from './execution-context.ts';
export { currentTenant } from './tenant-context.ts';
