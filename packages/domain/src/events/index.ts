export { sourceOf } from './cloud-event-headers.ts';
export type { EventHeaders } from './decode-headers.ts';
export {
  BatchRefused,
  BatchTooLarge,
  BodyInvalid,
  EventInvalid,
  EventSchemaMismatch,
  HeadersInvalid,
  KeyInvalid,
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
export { eventId, traceParent } from './event-id.ts';
export { identifyRecord } from './identify-record.ts';
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
