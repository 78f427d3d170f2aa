/* For those who publish. */

/* What events are. */
export { sourceOf } from './cloud-event-headers.ts';
/* What the control plane tells. */
export {
  type ControlEvent,
  type ControlEventType,
  controlEvent,
  controlRecord,
} from './control-event.ts';
export type { EventHeaders } from './decode-headers.ts';
/* How it fails. */
export {
  BatchRefused,
  BatchTooLarge,
  BodyInvalid,
  EventInvalid,
  EventSchemaMismatch,
  HeadersInvalid,
  KeyInvalid,
  PublishTooSlow,
  SealMissing,
  type TenantClaims,
  TenantMismatch,
} from './errors.ts';
export {
  type EventDraft,
  type EventId,
  type EventPosition,
  PROBE_TYPE,
  type PublishedEvent,
  type ReadinessProbe,
  type TenantEvent,
  type TraceParent,
} from './event.ts';
export { eventDraft, eventDrafts, MAX_TIME_AHEAD_MS } from './event-draft.ts';
export { eventId } from './event-id.ts';
/* For those who read. */
export { identifyRecord } from './identify-record.ts';
export {
  openReadyRecord,
  openRecord,
  prefetchKeys,
  type ReadingTools,
  readRecord,
} from './open-record.ts';
export { PLACEMENT_LEASE_MS } from './placement-leases.ts';
export {
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  Publisher,
  type PublisherPorts,
  type PublishOptions,
} from './publisher.ts';
export type {
  ForeignRecord,
  Identification,
  IdentifiedRecord,
  InvalidRecord,
  ReadEvent,
  ReadProbe,
  RecordOutcome,
  RecordSource,
  ShreddedRecord,
} from './record-outcome.ts';
export type {
  DataClass,
  EventTypeDefinition,
  SchemaIssue,
  StreamDefinition,
  Validation,
} from './stream.ts';
