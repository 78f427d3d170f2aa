import { eventType, orderPlaced } from '@tributary/catalogue';
import {
  type Catalogue,
  catalogue,
  type Encryption,
  type StreamOffer,
  tierName,
} from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import { HOUR_MS, type JsonObject, KIB, MIB } from '@tributary/kernel';

export const TENANT = 'acme';
export const TIER = 'bench';

/** The same events go plain to one stream and sealed to the other; `raw` takes the baseline's. */
export const STREAMS = ['plain', 'sealed', 'raw'] as const;

const AGGREGATES = 1_000;
const UNLIMITED = 1_000_000_000;

/** Topics of a tenant's own on the shared cluster, the schema of a real order, and no limit on the rate. */
export const orderCatalogue: Catalogue = catalogue({
  streams: STREAMS.map((name) => ({
    name: streamName(name),
    description: name,
    dataClass: 'none',
    eventTypes: [eventType('OrderPlaced', 1, orderPlaced)],
    onPoison: 'park',
  })),
  pools: [],
  tiers: [
    {
      name: tierName(TIER),
      description: 'No limits',
      streams: STREAMS.map((name) => offer(name, name === 'sealed' ? 'envelope' : 'none')),
      eventsPerSecond: UNLIMITED,
      burst: UNLIMITED,
    },
  ],
  consumers: [],
});

function offer(stream: string, encryption: Encryption): StreamOffer {
  const terms = { partitions: 3, retentionMs: HOUR_MS, maxEventBytes: MIB };
  return { stream: streamName(stream), model: 'bridge', encryption, ...terms };
}

export type Order = { readonly aggregate: string; readonly data: JsonObject };

/** Its body is a kilobyte of JSON, its aggregate one of a thousand. */
export function order(nth: number): Order {
  const aggregate = `order-${nth % AGGREGATES}`;
  const unpadded = { aggregate, data: orderData(nth, '') };
  const missing = KIB - Buffer.byteLength(bodyOf(TENANT, unpadded));
  return { aggregate, data: orderData(nth, 'x'.repeat(Math.max(0, missing))) };
}

/** As a publisher writes it. */
export function bodyOf(tenant: string, { aggregate, data }: Order): string {
  return JSON.stringify({ tenantid: tenant, aggregate, data });
}

function orderData(nth: number, padding: string): JsonObject {
  return {
    orderId: `order-${nth}`,
    customerId: `customer-${nth * 7}${padding}`,
    currency: 'EUR',
    lines: Array.from({ length: 10 }, (_, line) => ({
      sku: `sku-${nth % 97}-${line}`,
      quantity: line + 1,
      unitPriceMinor: 450 + line,
    })),
    totalMinor: 24_000 + nth,
    placedAt: '2026-05-01T12:00:00.000Z',
  };
}
