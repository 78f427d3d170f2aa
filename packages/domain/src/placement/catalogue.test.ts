import { DAY_MS, HOUR_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import type { EventTypeDefinition } from '../events/index.ts';
import { streamName } from '../topics/index.ts';
import { catalogue } from './catalogue.ts';
import { CatalogueInvalid, TierImpossible } from './errors.ts';
import { consumerName, tierName } from './names.ts';
import type {
  CatalogueDraft,
  ConsumerDefinition,
  PoolTopic,
  StreamDraft,
  StreamOffer,
  TierDraft,
} from './tier.ts';

const ORDERS = streamName('orders');
const OTHER = streamName('other');

const PLACED: EventTypeDefinition = {
  name: 'OrderPlaced',
  version: 1,
  validate: () => ({ kind: 'valid', data: {} }),
  jsonSchema: {},
};
const STREAM: StreamDraft = {
  name: ORDERS,
  description: 'What customers buy',
  dataClass: 'personal',
  eventTypes: [PLACED],
  onPoison: 'park',
};
const TERMS = { partitions: 6, retentionMs: 7 * DAY_MS, maxEventBytes: 1_000_000 };
const POOL_TOPIC: PoolTopic = { stream: ORDERS, ...TERMS };
const OFFER: StreamOffer = { stream: ORDERS, model: 'pool', encryption: 'envelope', ...TERMS };
const TIER: TierDraft = {
  name: tierName('starter'),
  description: 'To begin with',
  streams: [OFFER],
  eventsPerSecond: 100,
  burst: 400,
};
const CONSUMER: ConsumerDefinition = {
  name: consumerName('order-notices'),
  stream: ORDERS,
  replay: 'refuse',
  batchSize: 100,
  batchWindowMs: 100,
  timeoutMs: 30_000,
};
const GOOD: CatalogueDraft = {
  streams: [STREAM],
  pools: [POOL_TOPIC],
  tiers: [TIER],
  consumers: [CONSUMER],
};

function withOffer(changes: Partial<StreamOffer>): CatalogueDraft {
  return { ...GOOD, tiers: [{ ...TIER, streams: [{ ...OFFER, ...changes }] }] };
}

function withStream(changes: Partial<StreamDraft>): CatalogueDraft {
  return { ...GOOD, streams: [{ ...STREAM, ...changes }] };
}

function withConsumer(changes: Partial<ConsumerDefinition>): CatalogueDraft {
  return { ...GOOD, consumers: [{ ...CONSUMER, ...changes }] };
}

function withTier(changes: Partial<TierDraft>): CatalogueDraft {
  return { ...GOOD, tiers: [{ ...TIER, ...changes }] };
}

function withPool(changes: Partial<PoolTopic>): CatalogueDraft {
  return {
    ...GOOD,
    pools: [{ ...POOL_TOPIC, ...changes }],
    tiers: [{ ...TIER, streams: [{ ...OFFER, model: 'bridge' }] }],
  };
}

function thrownBy(draft: CatalogueDraft): unknown {
  try {
    return catalogue(draft);
  } catch (error) {
    return error;
  }
}

describe('a catalogue that holds together', () => {
  test('keeps everything under its name', () => {
    const { streams, pools, tiers, consumers } = catalogue(GOOD);
    expect(streams).toEqual(
      new Map([[ORDERS, { ...STREAM, eventTypes: new Map([['OrderPlaced', PLACED]]) }]]),
    );
    expect(pools).toEqual(new Map([[ORDERS, POOL_TOPIC]]));
    expect(tiers).toEqual(new Map([[TIER.name, { ...TIER, streams: new Map([[ORDERS, OFFER]]) }]]));
    expect(consumers).toEqual([CONSUMER]);
  });

  test.each([
    {
      at: 'the smallest topic',
      draft: withOffer({
        model: 'bridge',
        partitions: 1,
        retentionMs: 60_000,
        maxEventBytes: 1_024,
      }),
    },
    {
      at: 'the largest bridge topic',
      draft: withOffer({ model: 'bridge', partitions: 250, maxEventBytes: 4_000_000 }),
    },
    { at: 'the largest silo topic', draft: withOffer({ model: 'silo', partitions: 1_000 }) },
    { at: 'the smallest rate', draft: withTier({ eventsPerSecond: 1, burst: 1 }) },
    {
      at: 'the smallest batch',
      draft: withConsumer({ batchSize: 1, batchWindowMs: 0, timeoutMs: 1_000 }),
    },
    {
      at: 'the largest batch',
      draft: withConsumer({ batchSize: 10_000, batchWindowMs: 300_000, timeoutMs: 840_000 }),
    },
  ])('may reach its bounds: $at', ({ draft }) => {
    expect(() => catalogue(draft)).not.toThrow();
  });
});

describe('a catalogue that contradicts itself', () => {
  test.each([
    { problem: 'a stream twice', draft: { ...GOOD, streams: [STREAM, STREAM] } },
    { problem: 'a pool twice', draft: { ...GOOD, pools: [POOL_TOPIC, POOL_TOPIC] } },
    { problem: 'a tier twice', draft: { ...GOOD, tiers: [TIER, TIER] } },
    { problem: 'a consumer twice', draft: { ...GOOD, consumers: [CONSUMER, CONSUMER] } },
    { problem: 'an offer twice', draft: withTier({ streams: [OFFER, OFFER] }) },
    {
      problem: 'an event type twice',
      draft: withStream({ eventTypes: [PLACED, { ...PLACED, version: 2 }] }),
    },
    { problem: 'a stream without event types', draft: withStream({ eventTypes: [] }) },
    {
      problem: 'an event type that begins small',
      draft: withStream({ eventTypes: [{ ...PLACED, name: 'orderPlaced' }] }),
    },
    {
      problem: 'an event type with a space',
      draft: withStream({ eventTypes: [{ ...PLACED, name: 'Order placed' }] }),
    },
    {
      problem: 'a schema version 0',
      draft: withStream({ eventTypes: [{ ...PLACED, version: 0 }] }),
    },
    {
      problem: 'a schema version of 1.5',
      draft: withStream({ eventTypes: [{ ...PLACED, version: 1.5 }] }),
    },
    { problem: 'a tier without streams', draft: withTier({ streams: [] }) },
    {
      problem: 'a tier of an unknown stream',
      draft: withOffer({ stream: OTHER, model: 'bridge' }),
    },
    { problem: 'a pool offer without a pool', draft: { ...GOOD, pools: [] } },
    { problem: 'a pool of an unknown stream', draft: withPool({ stream: OTHER }) },
    {
      problem: 'a consumer named like a stream',
      draft: withConsumer({ name: consumerName(ORDERS) }),
    },
    { problem: 'a consumer of an unknown stream', draft: withConsumer({ stream: OTHER }) },
    { problem: 'no rate', draft: withTier({ eventsPerSecond: 0 }) },
    { problem: 'half an event a second', draft: withTier({ eventsPerSecond: 0.5 }) },
    { problem: 'an endless rate', draft: withTier({ eventsPerSecond: Number.POSITIVE_INFINITY }) },
    { problem: 'a burst of 0', draft: withTier({ burst: 0 }) },
    { problem: 'a burst of 1.5', draft: withTier({ burst: 1.5 }) },
    { problem: 'a batch of nothing', draft: withConsumer({ batchSize: 0 }) },
    { problem: 'a batch above what a mapping takes', draft: withConsumer({ batchSize: 10_001 }) },
    { problem: 'a window below 0', draft: withConsumer({ batchWindowMs: -1 }) },
    {
      problem: 'a window above what a mapping takes',
      draft: withConsumer({ batchWindowMs: 300_001 }),
    },
    { problem: 'a time limit below a second', draft: withConsumer({ timeoutMs: 999 }) },
    { problem: 'a time limit above 14 minutes', draft: withConsumer({ timeoutMs: 840_001 }) },
  ])('is refused: $problem', ({ draft }) => {
    expect(() => catalogue(draft)).toThrow(CatalogueInvalid);
  });

  const badTopics = [
    { problem: 'no partition, as if tenants had one each', terms: { partitions: 0 } },
    { problem: 'half a partition', terms: { partitions: 0.5 } },
    { problem: 'more partitions than one window may make', terms: { partitions: 251 } },
    { problem: 'a retention below a minute', terms: { retentionMs: 59_999 } },
    { problem: 'an event size that no event fits', terms: { maxEventBytes: 1_023 } },
    { problem: 'an event size that no function is given', terms: { maxEventBytes: 4_000_001 } },
  ];

  test.each(badTopics)('is refused in a pool: $problem', ({ terms }) => {
    expect(() => catalogue(withPool(terms))).toThrow(CatalogueInvalid);
  });

  test.each(badTopics)('is refused in a bridge: $problem', ({ terms }) => {
    expect(() => catalogue(withOffer({ model: 'bridge', ...terms }))).toThrow(CatalogueInvalid);
  });

  test('is refused in a silo: more partitions than a small cluster carries', () => {
    const draft = withOffer({ model: 'silo', partitions: 1_001 });
    expect(() => catalogue(draft)).toThrow(CatalogueInvalid);
  });

  test('names everything that is wrong, once', () => {
    const draft: CatalogueDraft = {
      ...GOOD,
      tiers: [TIER, TIER, TIER, { ...TIER, name: tierName('gold'), burst: 0 }],
      consumers: [{ ...CONSUMER, stream: OTHER }],
    };
    expect(thrownBy(draft)).toMatchObject({
      facts: {
        problems: [
          'tier starter is there twice',
          'tier gold: burst is no whole number from 1 to 9007199254740991',
          'consumer order-notices reads the unknown stream other',
        ],
      },
    });
  });
});

describe('a tier that asks for the impossible', () => {
  test.each([
    {
      wish: 'regulated data in a pool',
      capability: 'regulated-data',
      draft: withStream({ dataClass: 'regulated' }),
    },
    {
      wish: 'a pool without encryption',
      capability: 'plain-records',
      draft: withOffer({ encryption: 'none' }),
    },
    {
      wish: 'a retention of its own in a pool',
      capability: 'retention-per-tenant',
      draft: withOffer({ retentionMs: HOUR_MS }),
    },
    {
      wish: 'partitions of its own in a pool',
      capability: 'partitions-per-tenant',
      draft: withOffer({ partitions: 7 }),
    },
    {
      wish: 'an event size of its own in a pool',
      capability: 'event-size-per-tenant',
      draft: withOffer({ maxEventBytes: 2_000 }),
    },
    {
      wish: 'the promise of a key at rest in a pool',
      capability: 'encryption-at-rest-per-tenant',
      draft: withOffer({ promises: ['encryption-at-rest-per-tenant'] }),
    },
  ])('is refused with the reason: $wish', ({ draft, capability }) => {
    const error = thrownBy(draft);
    expect(error).toBeInstanceOf(TierImpossible);
    expect(error).toMatchObject({
      code: 'catalogue.tier-impossible',
      facts: { tier: 'starter', stream: 'orders', model: 'pool', capability },
    });
  });

  test('says why', () => {
    const facts = { reason: 'regulated data must not stand in a topic that tenants share' };
    expect(thrownBy(withStream({ dataClass: 'regulated' }))).toMatchObject({ facts });
  });

  test('is refused a key at rest in a bridge', () => {
    const draft = withOffer({ model: 'bridge', promises: ['encryption-at-rest-per-tenant'] });
    expect(() => catalogue(draft)).toThrow(TierImpossible);
  });

  test('is found behind a tier and an offer that are possible', () => {
    const bad = {
      ...TIER,
      name: tierName('gold'),
      streams: [{ ...OFFER, encryption: 'none' }],
    } as const;
    expect(thrownBy({ ...GOOD, tiers: [TIER, bad] })).toMatchObject({ facts: { tier: 'gold' } });
  });

  test.each(['bridge', 'silo'] as const)('is granted in a %s what the pool refuses', (model) => {
    const draft: CatalogueDraft = {
      ...withOffer({
        model,
        encryption: 'none',
        partitions: 7,
        retentionMs: HOUR_MS,
        maxEventBytes: 2_000,
        promises: ['retention-per-tenant', 'forget-one-tenant'],
      }),
      streams: [{ ...STREAM, dataClass: 'regulated' }],
    };
    expect(() => catalogue(draft)).not.toThrow();
  });

  test('is granted in a pool the promise to forget and to replay one tenant', () => {
    const draft = withOffer({ promises: ['forget-one-tenant', 'replay-per-tenant'] });
    expect(() => catalogue(draft)).not.toThrow();
  });

  test('is granted a key at rest in a silo', () => {
    const draft = withOffer({ model: 'silo', promises: ['encryption-at-rest-per-tenant'] });
    expect(() => catalogue(draft)).not.toThrow();
  });
});
