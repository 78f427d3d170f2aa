import type { Brand, EpochMs, JsonObject } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import type { AggregateId, StreamName, TopicName } from '../topics/index.ts';

/** A UUID in lower case. Consumers tell repetitions apart by it. */
export type EventId = Brand<string, 'EventId'>;

/** A W3C trace context, version 00. */
export type TraceParent = Brand<string, 'TraceParent'>;

/** What a caller publishes; made by `eventDraft`. */
export type EventDraft = {
  readonly stream: StreamName;
  readonly type: string;
  readonly aggregate: AggregateId;
  /** Checked against the schema of the type when it is published. */
  readonly data: unknown;
  /** The publisher's own, so that a repeated publish is one event to consumers. */
  readonly id?: EventId;
  /** When it happened; the time of publishing where it is absent. */
  readonly time?: EpochMs;
  readonly traceparent?: TraceParent;
};

export type EventPosition = {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
};

/** The receipt of a publish: the event is acknowledged by the log. */
export type PublishedEvent = EventPosition & {
  readonly id: EventId;
  readonly stream: StreamName;
  readonly type: string;
  readonly time: EpochMs;
};

/** What a handler gets: identified, opened, and valid under the schema of its type. */
export type TenantEvent<Data extends JsonObject = JsonObject> = {
  readonly id: EventId;
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly type: string;
  readonly schemaVersion: number;
  readonly aggregate: AggregateId;
  readonly time: EpochMs;
  readonly data: Data;
  readonly traceparent: TraceParent | undefined;
  readonly position: EventPosition;
};

/**
 * The type of the readiness probe. It is published and sealed as an event is; the SDK answers it before user code, and no
 * catalogue may define it.
 */
export const PROBE_TYPE = 'tributary.readiness.probe';

export type ReadinessProbe = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  /** Tells this probe from every other. */
  readonly nonce: string;
  readonly position: EventPosition;
};
