import { BatchRefused, EventInvalid, type Publisher } from '@tributary/domain/events';
import { ACME, Shop } from '@tributary/domain/events/testing';
import { TenantIdInvalid } from '@tributary/domain/tenancy';
import { ManualClock } from '@tributary/kernel/testing';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createPublisher } from './create-publisher.ts';
import { PublisherClosed } from './errors.ts';
import type { EventOf } from './event-map.ts';
import type { TenantPublisher } from './tenant-publisher.ts';

type Events = {
  orders: { OrderPlaced: { total: number }; OrderCancelled: { total: number; reason: string } };
  returns: { OrderPlaced: { total: number } };
};

const ORDER = {
  stream: 'orders',
  type: 'OrderPlaced',
  aggregate: 'order-1',
  data: { total: 1 },
} as const;

function publisherOf(shop: Shop): TenantPublisher<Events> {
  return createPublisher<Events>(shop.publisher(), { clock: shop.clock });
}

/** Takes everything and acknowledges it when it is told to. */
class SlowPublisher implements Pick<Publisher, 'publish' | 'publishBatch'> {
  readonly #begun: PromiseWithResolvers<never>[] = [];

  publish(): Promise<never> {
    const begun = Promise.withResolvers<never>();
    this.#begun.push(begun);
    return begun.promise;
  }

  publishBatch(): Promise<never> {
    return this.publish();
  }

  fail(error: Error): void {
    for (const { reject } of this.#begun) {
      reject(error);
    }
  }
}

describe('a publisher', () => {
  test('publishes an event with plain names', async () => {
    const shop = await Shop.open();
    const receipt = await publisherOf(shop).publish('acme', ORDER);
    expect(receipt).toMatchObject({ stream: 'orders', type: 'OrderPlaced', topic: 'pool.orders' });
    expect(shop.log.records).toHaveLength(1);
  });

  test('publishes a batch in its order', async () => {
    const shop = await Shop.open();
    const returned = { ...ORDER, stream: 'returns' } as const;
    const receipts = await publisherOf(shop).publishBatch('acme', [ORDER, returned, ORDER]);
    expect(receipts.map(({ stream }) => stream)).toEqual(['orders', 'returns', 'orders']);
  });

  test('passes the signal on', async () => {
    const shop = await Shop.open();
    const signal = AbortSignal.abort(new RangeError('stopped'));
    const publisher = publisherOf(shop);
    await expect(publisher.publish('acme', ORDER, { signal })).rejects.toThrow(RangeError);
    await expect(publisher.publishBatch('acme', [ORDER], { signal })).rejects.toThrow(RangeError);
  });

  test('rejects, and never throws, what is no tenant or no event', async () => {
    const shop = await Shop.open();
    const publisher = publisherOf(shop);
    const bad = { ...ORDER, id: 'no' };
    await expect(publisher.publish('ACME', ORDER)).rejects.toThrow(TenantIdInvalid);
    await expect(publisher.publish(ACME, bad)).rejects.toThrow(EventInvalid);
    await expect(publisher.publishBatch(ACME, [ORDER, bad])).rejects.toThrow(BatchRefused);
    expect(shop.log.records).toEqual([]);
  });

  test('judges the time of an event by its clock', async () => {
    const shop = await Shop.open();
    const early = { clock: new ManualClock(0) };
    const late = { ...ORDER, time: '2026-01-01T00:00:00Z' };
    const publishing = createPublisher<Events>(shop.publisher(), early).publish('acme', late);
    await expect(publishing).rejects.toThrow(EventInvalid);
    await expect(publisherOf(shop).publish('acme', late)).resolves.toBeDefined();
  });

  test('needs no clock but the one of the machine', async () => {
    const shop = await Shop.open();
    const time = '2026-01-01T00:00:00Z';
    const publishing = createPublisher(shop.publisher()).publish('acme', { ...ORDER, time });
    await expect(publishing).resolves.toBeDefined();
  });
});

describe('flush', () => {
  test('waits for what is on its way, and tells its errors to those who published', async () => {
    const slow = new SlowPublisher();
    const publisher = createPublisher<Events>(slow);
    const order: string[] = [];
    const publishing = Promise.allSettled([
      publisher.publish('acme', ORDER),
      publisher.publishBatch('acme', [ORDER]),
    ]).then((ends) => order.push(...ends.map(({ status }) => status)));
    const flushing = publisher.flush().then(() => order.push('flushed'));
    slow.fail(new RangeError('lost'));
    await Promise.all([publishing, flushing]);
    expect(order.toSorted()).toEqual(['flushed', 'rejected', 'rejected']);
    await publisher.flush();
  });

  test('has nothing to wait for where nothing is on its way', async () => {
    const shop = await Shop.open();
    const publisher = publisherOf(shop);
    await publisher.publish('acme', ORDER);
    await expect(publisher.flush()).resolves.toBeUndefined();
  });

  test('does not resolve before', async () => {
    const slow = new SlowPublisher();
    const publisher = createPublisher<Events>(slow);
    const publishing = publisher.publish('acme', ORDER);
    const first = await Promise.race([publisher.flush().then(() => 'flushed'), turn()]);
    expect(first).toBe('turn');
    slow.fail(new RangeError('lost'));
    await expect(publishing).rejects.toThrow(RangeError);
  });
});

async function turn(): Promise<string> {
  for (let microtask = 0; microtask < 100; microtask += 1) {
    await undefined;
  }
  return 'turn';
}

test('disposed of, a publisher has sent what it took and takes nothing more', async () => {
  const shop = await Shop.open();
  const publisher = publisherOf(shop);
  const publishing = publisher.publish('acme', ORDER);
  await publisher[Symbol.asyncDispose]();
  expect(shop.log.records).toHaveLength(1);
  await expect(publishing).resolves.toBeDefined();
  await expect(publisher.publish('acme', ORDER)).rejects.toThrow(PublisherClosed);
  await expect(publisher.publishBatch('acme', [])).rejects.toThrow(PublisherClosed);
});

describe('the types of a map of events', () => {
  test('know the data of each type of each stream', () => {
    type OfOrders = EventOf<Events>;
    expectTypeOf(ORDER).toExtend<OfOrders>();
    expectTypeOf({ ...ORDER, data: { total: 'one' } }).not.toExtend<OfOrders>();
    expectTypeOf({ ...ORDER, type: 'OrderCancelled' as const }).not.toExtend<OfOrders>();
    expectTypeOf({ ...ORDER, stream: 'audits' as const }).not.toExtend<OfOrders>();
  });

  test('are plain where no map is given', () => {
    expectTypeOf({ ...ORDER, stream: 'any', data: { any: true } }).toExtend<
      Parameters<TenantPublisher['publish']>[1]
    >();
  });
});
