import type { EpochMs, JsonObject } from '@tributary/kernel';
import { ENVELOPE_OVERHEAD_BYTES, type Sealer, SealerExpired } from '../keys/index.ts';
import type { Placement, StreamOffer } from '../placement/index.ts';
import {
  type AggregateId,
  type NewRecord,
  type RecordHeaders,
  RecordTooLarge,
  recordKey,
} from '../topics/index.ts';
import {
  dataSchemaOf,
  type HeaderEncoder,
  type HeaderSlots,
  type HeaderTemplate,
  headerEncoder,
  sourceOf,
} from './cloud-event-headers.ts';
import { type BoundType, envelopeContext } from './envelope-context.ts';
import type { TraceParent } from './event.ts';
import { encodeBody } from './event-body.ts';

/** What every event of one type and placement has in common. */
export type RecordTemplate = {
  readonly headers: HeaderTemplate;
  readonly bound: BoundType;
  readonly encodeHeaders: HeaderEncoder;
  readonly maxEventBytes: number;
};

export type EventContent = {
  readonly id: HeaderSlots['id'];
  readonly time: HeaderSlots['time'];
  readonly aggregate: AggregateId;
  readonly data: JsonObject;
  readonly traceparent: TraceParent | undefined;
};

/** All of a record but its seal. */
export type PreparedRecord = {
  readonly template: RecordTemplate;
  readonly slots: HeaderSlots;
  readonly key: Buffer;
  readonly headers: RecordHeaders;
  readonly body: Buffer;
  /** Of the record, sealed. */
  readonly bytes: number;
};

export function recordTemplate(
  { tenant, stream, epoch }: Pick<Placement, 'tenant' | 'stream' | 'epoch'>,
  { name, version }: { readonly name: string; readonly version: number },
  { encryption, maxEventBytes }: Pick<StreamOffer, 'encryption' | 'maxEventBytes'>,
): RecordTemplate {
  const sealed = encryption === 'envelope';
  const headers = { tenant, stream, type: name, schemaVersion: version, epoch, sealed };
  const bound = { stream, type: name, dataSchema: dataSchemaOf(headers), source: sourceOf(stream) };
  return { headers, bound, encodeHeaders: headerEncoder(headers), maxEventBytes };
}

/**
 * `sealer` is asked for where the template is sealed, and only there.
 *
 * @throws {RecordTooLarge} it would be, sealed and with key and headers.
 * @throws {SealerExpired} it is, or there is none.
 */
export function prepareRecord(
  template: RecordTemplate,
  { id, time, aggregate, data, traceparent }: EventContent,
  sealer: Sealer | undefined,
): PreparedRecord {
  const { tenant, sealed } = template.headers;
  const subject = sealed ? present(sealer, tenant).route(aggregate) : aggregate;
  const slots = { id, time, subject, traceparent };
  const key = Buffer.from(recordKey(tenant, subject));
  const headers = template.encodeHeaders(slots);
  const body = encodeBody(tenant, aggregate, data);
  const bytes = recordBytes({ key, headers, value: body }) + (sealed ? ENVELOPE_OVERHEAD_BYTES : 0);
  if (bytes > template.maxEventBytes) {
    throw new RecordTooLarge({ bytes, maxBytes: template.maxEventBytes });
  }
  return { template, slots, key, headers, body, bytes };
}

/**
 * @throws {SealerExpired} it is, or there is none where the template is sealed.
 * @throws {EnvelopeContextInvalid} the sealer is another tenant's.
 */
export function sealRecord(
  { template, slots, key, headers, body }: PreparedRecord,
  sealer: Sealer | undefined,
  timestamp: EpochMs,
): NewRecord {
  const { tenant, sealed } = template.headers;
  if (!sealed) {
    return { key, value: body, headers, timestamp };
  }
  const context = envelopeContext(tenant, template.bound, slots);
  return { key, value: present(sealer, tenant).seal(context, body), headers, timestamp };
}

/** As a topic's `maxRecordBytes` counts them: key, value, and the names and values of the headers. */
export function recordBytes({
  key,
  value,
  headers,
}: Pick<NewRecord, 'key' | 'value' | 'headers'>): number {
  let bytes = key.length + value.length;
  for (const [name, text] of headers) {
    bytes += name.length + text.length;
  }
  return bytes;
}

function present(sealer: Sealer | undefined, tenant: string): Sealer {
  if (sealer === undefined) {
    throw new SealerExpired(tenant);
  }
  return sealer;
}
