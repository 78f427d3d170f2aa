import type { PlatformError } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import type { LogRecord, StreamName, TopicName, TopicOwner } from '../topics/index.ts';
import type { EventHeaders } from './decode-headers.ts';
import type { TenantMismatch } from './errors.ts';
import type { EventId, ReadinessProbe, TenantEvent } from './event.ts';

/** Where records come from, as `parseTopic` reads it from the topic's name. */
export type RecordSource = {
  readonly topic: TopicName;
  readonly owner: TopicOwner;
  readonly stream: StreamName;
};

/** Topic, headers and key name one tenant and stream. The body is still closed, so the claim is not proved. */
export type IdentifiedRecord = {
  readonly kind: 'identified';
  readonly tenant: TenantId;
  readonly headers: EventHeaders;
  readonly record: LogRecord;
};

/** A security event: the record must reach no handler, and belongs to nobody's quarantine but the platform's. */
export type ForeignRecord = { readonly kind: 'foreign'; readonly error: TenantMismatch };

/** It will never become an event; `tenant` is whose it is, where that can be said. */
export type InvalidRecord = {
  readonly kind: 'invalid';
  readonly error: PlatformError;
  readonly tenant: TenantId | undefined;
};

/** The key that it was sealed with was destroyed on purpose: to be skipped and counted. */
export type ShreddedRecord = {
  readonly kind: 'shredded';
  readonly tenant: TenantId;
  readonly id: EventId;
};

/** `epoch` is that of the placement under which the event was published. */
export type ReadEvent = {
  readonly kind: 'event';
  readonly event: TenantEvent;
  readonly epoch: number;
};

export type ReadProbe = {
  readonly kind: 'probe';
  readonly probe: ReadinessProbe;
  readonly epoch: number;
};

export type Identification = IdentifiedRecord | ForeignRecord | InvalidRecord;

export type RecordOutcome = ReadEvent | ReadProbe | ShreddedRecord | ForeignRecord | InvalidRecord;
