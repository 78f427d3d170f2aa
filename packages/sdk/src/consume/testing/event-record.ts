import { type EventId, PROBE_TYPE, sourceOf } from '@tributary/domain/events';
import type { KeyRing } from '@tributary/domain/keys';
import type { TenantId } from '@tributary/domain/tenancy';
import {
  type AggregateId,
  type NewRecord,
  type RecordHeaders,
  recordKey,
  type StreamName,
} from '@tributary/domain/topics';
import type { EpochMs, JsonObject } from '@tributary/kernel';

/** An event as it stands in the log, written out by hand: a second opinion on what publishers make. */
export type WrittenEvent = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly type: string;
  readonly aggregate: AggregateId;
  readonly id: EventId;
  readonly time: EpochMs;
  readonly data: JsonObject;
  readonly epoch: number;
  /** What the body says; the same tenant where nothing is said. */
  readonly bodyTenant?: string;
};

export { PROBE_TYPE };

export function plainRecord(event: WrittenEvent): NewRecord {
  return {
    key: Buffer.from(recordKey(event.tenant, event.aggregate)),
    value: body(event),
    headers: headers(event, event.aggregate, 'application/json'),
    timestamp: event.time,
  };
}

export async function sealedRecord(event: WrittenEvent, keyRing: KeyRing): Promise<NewRecord> {
  const { tenant, stream, id, type, time } = event;
  const subject = await keyRing.route(tenant, event.aggregate);
  const context = {
    tenant,
    stream,
    eventId: id,
    type,
    dataSchema: dataSchema(event),
    subject,
    source: sourceOf(stream),
    time: new Date(time).toISOString(),
  };
  return {
    key: Buffer.from(recordKey(tenant, subject)),
    value: await keyRing.seal(context, body(event)),
    headers: headers(event, subject, 'application/vnd.tributary.envelope'),
    timestamp: time,
  };
}

function body({ tenant, bodyTenant = tenant, aggregate, data }: WrittenEvent): Buffer {
  return Buffer.from(JSON.stringify({ tenantid: bodyTenant, aggregate, data }));
}

function dataSchema({ stream, type }: WrittenEvent): string {
  return `urn:tributary:${stream}:${type}:1`;
}

function headers(event: WrittenEvent, subject: string, contentType: string): RecordHeaders {
  const texts: Readonly<Record<string, string>> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: sourceOf(event.stream),
    ce_type: event.type,
    ce_time: new Date(event.time).toISOString(),
    ce_subject: subject,
    ce_tenantid: event.tenant,
    ce_epoch: String(event.epoch),
    ce_dataschema: dataSchema(event),
    'content-type': contentType,
  };
  return Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]);
}
