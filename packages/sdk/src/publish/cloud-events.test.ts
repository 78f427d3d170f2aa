import { readRecord } from '@tributary/domain/events';
import { ACME, BRIDGED, Shop, tenant } from '@tributary/domain/events/testing';
import { type LogRecord, parseTopic, type RecordHeaders } from '@tributary/domain/topics';
import { CloudEvent, Kafka } from 'cloudevents';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const ID = '0190f4b2-1111-7abc-8def-0123456789ab';
const TIME = '2025-06-01T10:00:00.123Z';

/** In this shop ACME's orders are plain and its returns are sealed. */
async function openShop(): Promise<Shop> {
  const shop = await Shop.open();
  shop.registry.put(tenant(ACME, BRIDGED));
  return shop;
}

function cloudEvent(record: LogRecord): CloudEvent<unknown> {
  const value = Buffer.from(record.value);
  const headers = Object.fromEntries(
    record.headers.map(([name, text]) => [name, Buffer.from(text).toString()]),
  );
  const message = { key: Buffer.from(record.key), value, body: value, headers };
  return new CloudEvent({ ...[Kafka.toEvent(message)].flat()[0] });
}

/** What the package writes; it leaves headers without a value for others to drop. */
function headersOf(event: CloudEvent<unknown>): RecordHeaders {
  return Object.entries(Kafka.binary(event).headers)
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => [name, Buffer.from(String(text))]);
}

describe('the CloudEvents package', () => {
  test('reads a plain event', async () => {
    const shop = await openShop();
    await shop.publisher().publish(ACME, shop.draft({ id: ID, time: TIME }));
    const [event] = shop.log.records.map(cloudEvent);
    expect(event?.validate()).toBe(true);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: ID,
      source: '/tributary/orders',
      type: 'OrderPlaced',
      time: TIME,
      subject: 'order-1',
      tenantid: 'acme',
      epoch: '1',
      dataschema: 'urn:tributary:orders:OrderPlaced:1',
      datacontenttype: 'application/json',
      data: { tenantid: 'acme', aggregate: 'order-1', data: { total: 1 } },
    });
  });

  test('reads all but the data of a sealed event', async () => {
    const shop = await openShop();
    await shop.publisher().publish(ACME, shop.draft({ stream: 'returns', id: ID, time: TIME }));
    const [event] = shop.log.records.map(cloudEvent);
    expect(event?.validate()).toBe(true);
    expect(event).toMatchObject({
      id: ID,
      source: '/tributary/returns',
      subject: expect.stringMatching(/^[\w-]{22}$/),
      datacontenttype: 'application/vnd.tributary.envelope',
      data: shop.log.records[0]?.value,
    });
  });

  test('finds nothing to object to in an event about anything, at any time', async () => {
    const shop = await openShop();
    const events = fc.record({
      stream: fc.constantFrom('orders', 'returns'),
      aggregate: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      time: fc.integer({ min: 0, max: shop.clock.now() }).map((ms) => new Date(ms).toISOString()),
    });
    const publisher = shop.publisher({ rate: { admit: async () => undefined } });
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        await publisher.publish(ACME, shop.draft(event));
        const read = shop.log.records.slice(-1).map(cloudEvent);
        expect(read.map((one) => one.validate())).toEqual([true]);
        expect(read).toMatchObject([{ time: event.time }]);
      }),
    );
  });

  test.each(['orders', 'returns'])('writes what is read as the same event: %s', async (stream) => {
    const shop = await openShop();
    await shop.publisher().publish(ACME, shop.draft({ stream, id: ID, time: TIME }));
    const copies = shop.log.records.map((record) => ({
      ...record,
      headers: headersOf(cloudEvent(record)),
    }));
    const outcomes = await Promise.all(
      copies.map((copy) => readRecord(copy, parseTopic(copy.topic), shop.tools)),
    );
    expect(outcomes).toMatchObject([
      {
        kind: 'event',
        event: { id: ID, time: Date.parse(TIME), aggregate: 'order-1', data: { total: 1 } },
      },
    ]);
  });
});
