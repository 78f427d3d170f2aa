import type { EpochMs, JsonObject } from '@tributary/kernel';
import { type TenantId, tenantId } from '../tenancy/index.ts';
import { aggregateId, type NewRecord, recordKey, streamName } from '../topics/index.ts';
import { headerEncoder } from './cloud-event-headers.ts';
import { decodeHeaders } from './decode-headers.ts';
import { BodyInvalid } from './errors.ts';
import { decodeBody, encodeBody } from './event-body.ts';
import { eventId } from './event-id.ts';
import { isObject } from './is-object.ts';

const TYPES = [
  'TenantProvisioned',
  'TenantSuspended',
  'TenantResumed',
  'TenantErased',
  'ResourceQuotaUpdated',
  'FeatureEnabled',
] as const;

export type ControlEventType = (typeof TYPES)[number];

/** What the control plane did to a tenant; it holds no personal data. */
export type ControlEvent = {
  /** A UUID, the same for every repetition. */
  readonly id: string;
  readonly type: ControlEventType;
  readonly tenant: TenantId;
  readonly at: EpochMs;
  readonly data: JsonObject;
};

/** What stands for the stream in the headers: the topic is of no tenant's. */
const STREAM = streamName('control');

/** For `platform.control`: a plain CloudEvent whose aggregate is the tenant. */
export function controlRecord({ id, type, tenant, at, data }: ControlEvent): NewRecord {
  const aggregate = aggregateId(tenant);
  const encode = headerEncoder({
    tenant,
    stream: STREAM,
    type,
    schemaVersion: 1,
    epoch: 1,
    sealed: false,
  });
  const time = new Date(at).toISOString();
  return {
    key: Buffer.from(recordKey(tenant, aggregate)),
    value: encodeBody(tenant, aggregate, data),
    headers: encode({ id: eventId(id), time, subject: aggregate, traceparent: undefined }),
    timestamp: at,
  };
}

/**
 * @throws {HeadersInvalid}
 * @throws {BodyInvalid} it is no control event, or headers and body do not name one tenant.
 * @throws {AggregateIdInvalid}
 */
export function controlEvent({
  headers,
  value,
}: Pick<NewRecord, 'headers' | 'value'>): ControlEvent {
  const { id, stream, type, at, tenant } = decodeHeaders(headers);
  const body = decodeBody(value);
  if (stream !== STREAM || !isControlType(type) || body.tenant !== tenant || !isObject(body.data)) {
    throw new BodyInvalid({ rule: 'is not of a control event' });
  }
  return { id, type, tenant: tenantId(tenant), at, data: body.data };
}

function isControlType(text: string): text is ControlEventType {
  return TYPES.some((type) => type === text);
}
