export type { Attempt, AttemptJournal } from './attempt-journal.ts';
export type { ConsumerInvoker } from './consumer-invoker.ts';
export type { KafkaBatchResponse, KafkaEvent, KafkaEventRecord } from './kafka-event.ts';
export type {
  EffectMarker,
  ProjectionEntry,
  ProjectionScope,
  ProjectionStore,
  ProjectionWrite,
  RunId,
} from './projection-store.ts';
export type { Quarantine, QuarantinedRecord, QuarantineSummary } from './quarantine.ts';
export type { Subscription, SubscriptionState, Subscriptions } from './subscriptions.ts';
