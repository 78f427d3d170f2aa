export type { Attempt, AttemptJournal } from './attempt-journal.ts';
export { batchResponse } from './batch-response.ts';
export type { ConsumerInvoker } from './consumer-invoker.ts';
export { type KafkaDelivery, logRecords } from './decode-kafka-event.ts';
export { type KafkaEventSource, kafkaEvent, partitionKey } from './encode-kafka-event.ts';
export {
  AggregateWaits,
  CommittedTwice,
  ConsumerFailed,
  EpochFenced,
  HandlerMissing,
  HandlerTimedOut,
  KafkaEventInvalid,
  PublishingUnavailable,
  RecordParked,
  RecordPoisoned,
  StreamMismatch,
  TenantContextMissing,
  TurnMissed,
} from './errors.ts';
export type { KafkaBatchResponse, KafkaEvent, KafkaEventRecord } from './kafka-event.ts';
export {
  cutBatches,
  MAX_PAYLOAD_BYTES,
  payloadBytes,
  recordPayloadBytes,
} from './payload-bytes.ts';
export { answerProbe, isProbeAnswered, type ProbeAnswer } from './probe-answer.ts';
export type {
  EffectMarker,
  ProjectionEntry,
  ProjectionScope,
  ProjectionStore,
  ProjectionWrite,
  RunId,
} from './projection-store.ts';
export type { Quarantine, QuarantinedRecord, QuarantineSummary } from './quarantine.ts';
export { quarantineId, topicOfQuarantined } from './quarantine-id.ts';
export { ReplayEmpty, ReplayFromFuture, ReplayRefused, ReplayStalled } from './replay-errors.ts';
export { runId } from './run-id.ts';
export type { Subscription, SubscriptionState, Subscriptions } from './subscriptions.ts';
export { type Turns, takeTurns } from './take-turns.ts';
