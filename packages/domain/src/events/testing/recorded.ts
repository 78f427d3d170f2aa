import type { JsonObject } from '@tributary/kernel';
import type { Sealer } from '../../keys/index.ts';
import { cellId, type Placement, type StreamOffer, topicOf } from '../../placement/index.ts';
import type { TenantId } from '../../tenancy/index.ts';
import { aggregateId, type LogRecord, POOL } from '../../topics/index.ts';
import { prepareRecord, recordTemplate, sealRecord } from '../build-record.ts';
import { eventId } from '../event-id.ts';
import type { RecordSource } from '../record-outcome.ts';
import { MAX_EVENT_BYTES, ORDERS } from './shop-catalogue.ts';

export const EVENT_ID = eventId('0190f4b2-1111-7abc-8def-0123456789ab');
export const TIME = '2026-01-31T12:00:00.000Z';

export type Recorded = {
  readonly tenant: TenantId;
  readonly model?: Placement['model'];
  readonly encryption?: StreamOffer['encryption'];
  readonly epoch?: number;
  readonly type?: string;
  readonly version?: number;
  readonly aggregate?: string;
  readonly data?: JsonObject;
  readonly maxEventBytes?: number;
};

function placementOf({ tenant, model = 'bridge', epoch = 1 }: Recorded): Placement {
  return { tenant, stream: ORDERS, model, cell: cellId('cell-1'), epoch };
}

export function sourceFor(event: Recorded): RecordSource {
  const placement = placementOf(event);
  return {
    topic: topicOf(placement),
    owner: placement.model === 'pool' ? POOL : placement.tenant,
    stream: ORDERS,
  };
}

/** An event as a publisher of ours writes it, where a log put it. */
export function recorded(event: Recorded, sealer?: Sealer): LogRecord {
  const { encryption = 'none', maxEventBytes = MAX_EVENT_BYTES } = event;
  const { type = 'OrderPlaced', version = 1, aggregate = 'order-1', data = { total: 1 } } = event;
  const placement = placementOf(event);
  const template = recordTemplate(
    placement,
    { name: type, version },
    { encryption, maxEventBytes },
  );
  const content = {
    id: EVENT_ID,
    time: TIME,
    aggregate: aggregateId(aggregate),
    data,
    traceparent: undefined,
  };
  const record = sealRecord(prepareRecord(template, content, sealer), sealer, Date.parse(TIME));
  return { ...record, topic: topicOf(placement), partition: 0, offset: 7 };
}

/** The same record with another text in one header. */
export function withHeader(record: LogRecord, name: string, text: string): LogRecord {
  const headers = record.headers.map((header) =>
    header[0] === name ? ([name, Buffer.from(text)] as const) : header,
  );
  return { ...record, headers };
}
