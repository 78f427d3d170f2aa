import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeysMissing, KeysShredded } from '../keys/index.ts';
import { EventTypeUnknown, StreamNotOffered, StreamUnknown } from '../placement/index.ts';
import { BatchAboveBurst, RateExceeded } from '../quotas/index.ts';
import {
  TenantErased,
  TenantErasing,
  TenantNotReady,
  type TenantState,
  TenantSuspended,
  TenantUnknown,
  tenantId,
} from '../tenancy/index.ts';
import {
  ClusterUnavailable,
  POOL,
  parseTopic,
  RecordTooLarge,
  topicName,
} from '../topics/index.ts';
import { recordBytes } from './build-record.ts';
import { BatchRefused, BatchTooLarge, EventSchemaMismatch, PublishTooSlow } from './errors.ts';
import type { EventPosition } from './event.ts';
import { readRecord } from './open-record.ts';
import { PLACEMENT_LEASE_MS } from './placement-leases.ts';
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS, Publisher, type PublisherPorts } from './publisher.ts';
import type { RecordOutcome } from './record-outcome.ts';
import { ACME, GLOBEX, Shop, tenant } from './testing/shop.ts';
import {
  AUDITS,
  BRIDGED,
  MAX_EVENT_BYTES,
  ORDERS,
  POOLED,
  SILOED,
} from './testing/shop-catalogue.ts';

async function readAll(shop: Shop): Promise<readonly RecordOutcome[]> {
  return await Promise.all(
    shop.log.records.map((record) => readRecord(record, parseTopic(record.topic), shop.tools)),
  );
}

/** Takes as long as a lease is, for its first answers. */
function slowRegistry({ clock, registry }: Shop, slowAnswers: number): PublisherPorts['registry'] {
  return {
    find: async (id) => {
      const found = await registry.find(id);
      clock.advance(registry.reads <= slowAnswers ? PLACEMENT_LEASE_MS : 0);
      return found;
    },
  };
}

function placeOf(position: EventPosition | undefined): string {
  return `${position?.topic}/${position?.partition}/${position?.offset}`;
}

describe('one event', () => {
  test('is in the log when the promise resolves, where the receipt says', async () => {
    const shop = await Shop.open();
    const receipt = await shop.publisher().publish(ACME, shop.draft());
    expect(receipt).toEqual({
      id: '00000000-0000-7000-8000-000000000001',
      stream: 'orders',
      type: 'OrderPlaced',
      time: shop.clock.now(),
      topic: 'pool.orders',
      partition: expect.any(Number),
      offset: 0,
    });
    expect(shop.log.records).toMatchObject([
      { topic: 'pool.orders', partition: receipt.partition, offset: 0 },
    ]);
  });

  test('comes back as it was published', async () => {
    const shop = await Shop.open();
    const draft = shop.draft({
      type: 'OrderCancelled',
      id: '0190f4b2-1111-7abc-8def-0123456789ab',
      time: '2025-06-01T10:00:00.123Z',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    const { topic, partition, offset } = await shop.publisher().publish(ACME, draft);
    expect(await readAll(shop)).toEqual([
      {
        kind: 'event',
        epoch: 1,
        event: {
          ...draft,
          tenant: ACME,
          schemaVersion: 3,
          position: { topic, partition, offset },
        },
      },
    ]);
  });

  test('is kept from the time of publishing on, however old it is', async () => {
    const shop = await Shop.open();
    await shop.publisher().publish(ACME, shop.draft({ time: '1999-01-01T00:00:00Z' }));
    expect(shop.log.records).toMatchObject([{ timestamp: shop.clock.now() }]);
  });

  test('goes to the cell and topic of its placement, as the principal of its tenant', async () => {
    const shop = await Shop.open();
    await shop.vault.create(ACME);
    shop.registry.put(tenant(ACME, SILOED));
    const publisher = shop.publisher({ principal: (of) => ({ kind: 'tenant', tenant: of }) });
    await publisher.publish(ACME, shop.draft());
    expect(shop.log.appends).toEqual([
      { cell: 'silo-acme', principal: 'tenant:acme', topic: 'acme.orders' },
    ]);
  });

  test('bears the epoch of its placement', async () => {
    const shop = await Shop.open();
    const { placements } = tenant(ACME);
    const moved = placements.map((placement) => ({ ...placement, epoch: 4 }));
    shop.registry.put(tenant(ACME, POOLED, { placements: moved }));
    await shop.publisher().publish(ACME, shop.draft());
    expect(await readAll(shop)).toMatchObject([{ kind: 'event', epoch: 4 }]);
  });

  test('holds the data as the schema left it', async () => {
    const shop = await Shop.open();
    shop.registry.put(tenant(ACME, BRIDGED));
    await shop.publisher().publish(ACME, shop.draft({ data: { total: 1, at: new Date(0) } }));
    expect(await readAll(shop)).toMatchObject([
      { event: { data: { total: 1, at: '1970-01-01T00:00:00.000Z' } } },
    ]);
  });

  test('needs no keys where it is plain', async () => {
    const shop = new Shop();
    shop.registry.put(tenant(ACME, BRIDGED));
    await shop.publisher().publish(ACME, shop.draft());
    expect(shop.log.records.map(({ value }) => Buffer.from(value).toString())).toEqual([
      '{"tenantid":"acme","aggregate":"order-1","data":{"total":1}}',
    ]);
  });
});

describe('a batch', () => {
  test('of nothing is nothing, of whomever', async () => {
    const shop = await Shop.open();
    expect(await shop.publisher().publishBatch(tenantId('initech'), [])).toEqual([]);
    expect(shop.registry.reads).toBe(0);
  });

  test('keeps its order, for each aggregate and in its receipts, over all streams', async () => {
    const streams = fc.constantFrom('orders', 'returns');
    const aggregates = fc.constantFrom('a', 'b', 'c');
    const batches = fc.array(fc.tuple(streams, aggregates), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const shop = await Shop.open();
        shop.registry.put(tenant(ACME, BRIDGED));
        const drafts = batch.map(([stream, aggregate], total) =>
          shop.draft({ stream, aggregate, data: { total } }),
        );
        const receipts = await shop.publisher().publishBatch(ACME, drafts);
        const outcomes = new Map(
          (await readAll(shop)).map((outcome, index) => [
            placeOf(shop.log.records[index]),
            outcome,
          ]),
        );
        expect(receipts.map((receipt) => outcomes.get(placeOf(receipt)))).toMatchObject(
          drafts.map(({ stream, aggregate, data }) => ({ event: { stream, aggregate, data } })),
        );
        const offsets = Map.groupBy(receipts, ({ topic, partition }) => `${topic}-${partition}`);
        for (const lot of offsets.values()) {
          expect(lot.map(({ offset }) => offset)).toEqual(lot.map((_, offset) => offset));
        }
      }),
    );
  });

  test('goes in one append for each stream', async () => {
    const shop = await Shop.open();
    const streams = ['orders', 'returns', 'orders', 'returns', 'orders'];
    const drafts = streams.map((stream) => shop.draft({ stream }));
    await shop.publisher().publishBatch(ACME, drafts);
    expect(shop.log.appends.map(({ topic }) => topic)).toEqual(['pool.orders', 'pool.returns']);
  });

  test('may mix plain and sealed streams', async () => {
    const shop = await Shop.open();
    shop.registry.put(tenant(ACME, BRIDGED));
    const drafts = [shop.draft(), shop.draft({ stream: 'returns' })];
    await shop.publisher().publishBatch(ACME, drafts);
    const shown = shop.log.records.map(({ value }) => Buffer.from(value).includes('order-1'));
    expect(shown).toEqual([true, false]);
    expect((await readAll(shop)).map(({ kind }) => kind)).toEqual(['event', 'event']);
  });

  test('is told of with its bytes once it is acknowledged', async () => {
    const shop = await Shop.open();
    const drafts = [shop.draft(), shop.draft({ stream: 'returns' }), shop.draft()];
    await shop.publisher().publishBatch(ACME, drafts);
    const bytesOf = (topic: string) =>
      shop.log.records
        .filter((record) => record.topic === topic)
        .reduce((sum, record) => sum + recordBytes(record), 0);
    expect(shop.usage).toEqual([
      { tenant: ACME, events: 2, bytes: bytesOf('pool.orders') },
      { tenant: ACME, events: 1, bytes: bytesOf('pool.returns') },
    ]);
  });

  test('needs nobody who is told of it', async () => {
    const shop = await Shop.open();
    const { onPublished: _, ...ports } = shop.ports;
    await new Publisher(ports).publish(ACME, shop.draft());
    expect(shop.log.records).toHaveLength(1);
  });

  test('fails where one of its streams does, once the others have ended', async () => {
    const shop = await Shop.open();
    const unavailable = new ClusterUnavailable({ cell: 'cell-1', doing: 'append' });
    shop.log.failures.set(topicName(POOL, ORDERS), unavailable);
    const drafts = [shop.draft(), shop.draft({ stream: 'returns' })];
    await expect(shop.publisher().publishBatch(ACME, drafts)).rejects.toThrow(unavailable);
    expect(shop.log.records.map(({ topic }) => topic)).toEqual(['pool.returns']);
    expect(shop.usage).toMatchObject([{ events: 1 }]);
  });

  test('has begun for all of its streams before the first has ended', async () => {
    const shop = await Shop.open();
    const begun: number[] = [];
    const publisher = shop.publisher({
      onPublished: () => begun.push(shop.log.appends.length),
    });
    await publisher.publishBatch(ACME, [shop.draft(), shop.draft({ stream: 'returns' })]);
    expect(begun).toEqual([2, 2]);
  });
});

describe('a batch with one bad event', () => {
  const big = 'x'.repeat(MAX_EVENT_BYTES);
  test.each<[string, Readonly<Record<string, unknown>>, new (...none: never[]) => Error]>([
    ['stream', { stream: 'unheard-of' }, StreamUnknown],
    ['stream, for this tier', { stream: AUDITS }, StreamNotOffered],
    ['type', { type: 'OrderLost' }, EventTypeUnknown],
    ['data', { data: { total: 'one' } }, EventSchemaMismatch],
    ['size', { data: { total: 1, big } }, RecordTooLarge],
  ])('appends nothing and says which and why: its %s', async (_, changes, error) => {
    const shop = await Shop.open();
    const publisher = shop.publisher();
    const drafts = [shop.draft(), shop.draft(changes), shop.draft()];
    const publishing = publisher.publishBatch(ACME, drafts);
    await expect(publishing).rejects.toThrow(BatchRefused);
    await expect(publishing).rejects.toMatchObject({ index: 1, reason: expect.any(error) });
    await expect(publisher.publish(ACME, shop.draft(changes))).rejects.toThrow(error);
    expect(shop.log.appends).toEqual([]);
  });

  test('takes nothing of the rate', async () => {
    const shop = await Shop.open();
    const publisher = shop.publisher();
    const drafts = Array.from({ length: 500 }, () => shop.draft());
    const bad = [...drafts.slice(1), shop.draft({ type: 'OrderLost' })];
    await expect(publisher.publishBatch(ACME, bad)).rejects.toThrow(BatchRefused);
    expect(await publisher.publishBatch(ACME, drafts)).toHaveLength(500);
  });
});

describe('the size of a batch', () => {
  test('is at most its count of events', async () => {
    const shop = await Shop.open();
    const drafts = Array.from({ length: MAX_BATCH_EVENTS + 1 }, () => shop.draft());
    const publishing = shop.publisher().publishBatch(ACME, drafts);
    await expect(publishing).rejects.toThrow(BatchTooLarge);
    await expect(publishing).rejects.toMatchObject({
      facts: { of: 'events', asked: MAX_BATCH_EVENTS + 1, max: MAX_BATCH_EVENTS },
    });
  });

  test('may be its full count', async () => {
    const shop = await Shop.open();
    const positions = Array.from({ length: MAX_BATCH_EVENTS }, (_, offset) => ({
      partition: 0,
      offset,
    }));
    const publisher = shop.publisher({
      sessions: { session: () => ({ log: { append: async () => positions } }) },
      rate: { admit: async () => undefined },
    });
    const drafts = positions.map(() => shop.draft());
    expect(await publisher.publishBatch(ACME, drafts)).toHaveLength(MAX_BATCH_EVENTS);
  });

  test('is at most its bytes', async () => {
    const shop = await Shop.open();
    const note = 'x'.repeat(3_000);
    const draft = shop.draft({ data: { total: 1, note } });
    const drafts = Array.from({ length: Math.ceil(MAX_BATCH_BYTES / 3_000) }, () => draft);
    const publishing = shop.publisher().publishBatch(ACME, drafts);
    await expect(publishing).rejects.toMatchObject({
      name: BatchTooLarge.name,
      facts: { of: 'bytes', max: MAX_BATCH_BYTES },
    });
    expect(shop.log.appends).toEqual([]);
  });
});

describe('the rate of a tenant', () => {
  test('refuses what is above it, whole, and lets it come back', async () => {
    const shop = await Shop.open();
    const publisher = shop.publisher();
    const drafts = Array.from({ length: 300 }, () => shop.draft());
    await publisher.publishBatch(ACME, drafts);
    await expect(publisher.publishBatch(ACME, drafts)).rejects.toThrow(RateExceeded);
    expect(shop.log.records).toHaveLength(300);
    shop.clock.advance(1_000);
    expect(await publisher.publishBatch(ACME, drafts)).toHaveLength(300);
  });

  test('never admits a batch above the burst of the tier', async () => {
    const shop = await Shop.open();
    const drafts = Array.from({ length: 501 }, () => shop.draft());
    await expect(shop.publisher().publishBatch(ACME, drafts)).rejects.toThrow(BatchAboveBurst);
  });

  test('is its own', async () => {
    const shop = await Shop.open();
    const publisher = shop.publisher();
    const drafts = Array.from({ length: 500 }, () => shop.draft());
    await publisher.publishBatch(ACME, drafts);
    expect(await publisher.publishBatch(GLOBEX, drafts)).toHaveLength(500);
  });
});

describe('a tenant that takes no events', () => {
  test.each<[TenantState, new (...none: never[]) => Error]>([
    ['suspended', TenantSuspended],
    ['erasing', TenantErasing],
    ['erased', TenantErased],
    ['provisioning', TenantNotReady],
  ])('is refused: %s', async (state, error) => {
    const shop = await Shop.open();
    shop.registry.setState(ACME, state);
    await expect(shop.publisher().publish(ACME, shop.draft())).rejects.toThrow(error);
    expect(shop.log.appends).toEqual([]);
  });

  test('is refused where there is none', async () => {
    const shop = await Shop.open();
    const publishing = shop.publisher().publish(tenantId('initech'), shop.draft());
    await expect(publishing).rejects.toThrow(TenantUnknown);
  });

  test('is refused without keys', async () => {
    const shop = new Shop();
    shop.registry.put(tenant(ACME));
    await expect(shop.publisher().publish(ACME, shop.draft())).rejects.toThrow(KeysMissing);
  });

  test('is refused once its keys are destroyed, before the first event is sealed', async () => {
    const shop = await Shop.open();
    await shop.vault.destroy(ACME, shop.clock.now());
    await expect(shop.publisher().publish(ACME, shop.draft())).rejects.toThrow(KeysShredded);
    expect(shop.log.appends).toEqual([]);
  });
});

describe('the lease of a placement', () => {
  test('lets a suspended tenant publish until it ends, and no longer', async () => {
    const shop = await Shop.open();
    const publisher = shop.publisher();
    await publisher.publish(ACME, shop.draft());
    shop.registry.setState(ACME, 'suspended');
    shop.clock.advance(PLACEMENT_LEASE_MS - 1);
    await publisher.publish(ACME, shop.draft());
    shop.clock.advance(1);
    await expect(publisher.publish(ACME, shop.draft())).rejects.toThrow(TenantSuspended);
  });

  test('is judged again when rate and keys have been waited for', async () => {
    const shop = await Shop.open();
    const publisher = shop.publisher({
      rate: {
        admit: async () => {
          shop.clock.advance(PLACEMENT_LEASE_MS);
          shop.registry.setState(ACME, 'suspended');
        },
      },
    });
    await expect(publisher.publish(ACME, shop.draft())).rejects.toThrow(TenantSuspended);
    expect(shop.log.appends).toEqual([]);
  });

  test('is taken anew when it ran out meanwhile, and the rate is not taken twice', async () => {
    const shop = await Shop.open();
    let admitted = 0;
    const publisher = shop.publisher({
      rate: {
        admit: async () => {
          admitted += 1;
          shop.clock.advance(PLACEMENT_LEASE_MS);
        },
      },
    });
    await publisher.publish(ACME, shop.draft());
    expect(shop.log.records).toHaveLength(1);
    expect(admitted).toBe(1);
  });

  test('may run out twice before the registry has answered', async () => {
    const shop = await Shop.open();
    await shop.publisher({ registry: slowRegistry(shop, 2) }).publish(ACME, shop.draft());
    expect(shop.log.records).toHaveLength(1);
    expect(shop.registry.reads).toBe(3);
  });

  test('is not taken anew for ever', async () => {
    const shop = await Shop.open();
    const publisher = shop.publisher({ registry: slowRegistry(shop, 3) });
    await expect(publisher.publish(ACME, shop.draft())).rejects.toThrow(PublishTooSlow);
    expect(shop.log.appends).toEqual([]);
    expect(shop.registry.reads).toBe(3);
  });
});

describe('a signal', () => {
  test('stops what was not sent yet', async () => {
    const shop = await Shop.open();
    const signal = AbortSignal.abort(new RangeError('stopped'));
    const publishing = shop.publisher().publish(ACME, shop.draft(), { signal });
    await expect(publishing).rejects.toThrow(RangeError);
    expect(shop.log.appends).toEqual([]);
  });

  test('that stays silent stops nothing', async () => {
    const shop = await Shop.open();
    const { signal } = new AbortController();
    await shop.publisher().publish(ACME, shop.draft(), { signal });
    expect(shop.log.records).toHaveLength(1);
  });
});

describe('the log', () => {
  test('keeps the name of its error', async () => {
    const shop = await Shop.open();
    const unavailable = new ClusterUnavailable({ cell: 'cell-1', doing: 'append' });
    shop.log.failures.set(topicName(POOL, ORDERS), unavailable);
    await expect(shop.publisher().publish(ACME, shop.draft())).rejects.toThrow(ClusterUnavailable);
    expect(shop.usage).toEqual([]);
  });

  test('is broken where it acknowledges less than it was given', async () => {
    const shop = await Shop.open();
    const sessions = { session: () => ({ log: { append: async () => [] } }) };
    const publishing = shop.publisher({ sessions }).publish(ACME, shop.draft());
    await expect(publishing).rejects.toThrow(TypeError);
  });
});

describe('the readiness probe', () => {
  test.each<TenantState>(['provisioning', 'active', 'suspended'])(
    'is published for a tenant that is %s, sealed as its events are',
    async (state) => {
      const shop = await Shop.open();
      shop.registry.setState(ACME, state);
      const receipt = await shop.publisher().publishProbe(ACME, ORDERS, 'nonce-1');
      expect(receipt).toMatchObject({ topic: 'pool.orders', type: 'tributary.readiness.probe' });
      expect(await readAll(shop)).toMatchObject([
        { kind: 'probe', probe: { tenant: ACME, nonce: 'nonce-1' } },
      ]);
    },
  );

  test.each<[TenantState, new (...none: never[]) => Error]>([
    ['failed', TenantNotReady],
    ['erasing', TenantErasing],
    ['erased', TenantErased],
  ])('is refused for a tenant that is %s', async (state, error) => {
    const shop = await Shop.open();
    shop.registry.setState(ACME, state);
    const probing = shop.publisher().publishProbe(ACME, ORDERS, 'nonce-1');
    await expect(probing).rejects.toThrow(error);
  });

  test('is refused where there is no tenant', async () => {
    const shop = await Shop.open();
    const probing = shop.publisher().publishProbe(tenantId('initech'), ORDERS, 'nonce-1');
    await expect(probing).rejects.toThrow(TenantUnknown);
  });

  test('takes nothing of the rate', async () => {
    const shop = await Shop.open();
    const publisher = shop.publisher();
    await publisher.publishProbe(ACME, ORDERS, 'nonce-1');
    const drafts = Array.from({ length: 500 }, () => shop.draft());
    expect(await publisher.publishBatch(ACME, drafts)).toHaveLength(500);
  });
});
