import { DAY_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import { streamName } from '../topics/index.ts';
import { catalogue } from './catalogue.ts';
import {
  ConsumerUnknown,
  EventTypeUnknown,
  StreamNotOffered,
  StreamUnknown,
  TierUnknown,
} from './errors.ts';
import { consumerOf, consumersOf, eventTypeOf, offerOf, streamOf, tierOf } from './look-up.ts';
import { consumerName, tierName } from './names.ts';

const ORDERS = streamName('orders');
const USERS = streamName('users');
const TERMS = { partitions: 6, retentionMs: 7 * DAY_MS, maxEventBytes: 1_000_000 };
const BATCH = { batchSize: 100, batchWindowMs: 100, timeoutMs: 30_000 };
const CHECKED = catalogue({
  streams: [ORDERS, USERS].map((name) => ({
    name,
    description: '',
    dataClass: 'personal',
    eventTypes: ['Placed', 'Shipped'].map((type) => ({
      name: type,
      version: 1,
      validate: () => ({ kind: 'valid', data: {} }),
      jsonSchema: {},
    })),
    onPoison: 'park',
  })),
  pools: [],
  tiers: [
    {
      name: tierName('starter'),
      description: '',
      streams: [{ stream: ORDERS, model: 'bridge', encryption: 'envelope', ...TERMS }],
      eventsPerSecond: 1,
      burst: 1,
    },
  ],
  consumers: [
    { name: consumerName('notices'), stream: ORDERS, replay: 'refuse', ...BATCH },
    { name: consumerName('tally'), stream: ORDERS, replay: 'rebuild', ...BATCH },
  ],
});
const STARTER = tierOf(CHECKED, 'starter');
const LONG = 'x'.repeat(1_000);

describe('looking up', () => {
  test('finds what is there by its text', () => {
    const orders = streamOf(CHECKED, 'orders');
    expect(orders.name).toBe(ORDERS);
    expect(eventTypeOf(orders, 'Shipped').name).toBe('Shipped');
    expect(STARTER.name).toBe('starter');
    expect(offerOf(STARTER, 'orders').stream).toBe(ORDERS);
    expect(consumerOf(CHECKED, 'tally').replay).toBe('rebuild');
  });

  test('finds the consumers of a stream in the order of the catalogue', () => {
    expect(consumersOf(CHECKED, ORDERS).map(({ name }) => name)).toEqual(['notices', 'tally']);
    expect(consumersOf(CHECKED, USERS)).toEqual([]);
  });

  test.each([
    {
      refusal: StreamUnknown,
      find: (name: string) => streamOf(CHECKED, name),
      facts: { stream: 'nope', known: ['orders', 'users'] },
    },
    {
      refusal: TierUnknown,
      find: (name: string) => tierOf(CHECKED, name),
      facts: { tier: 'nope', known: ['starter'] },
    },
    {
      refusal: EventTypeUnknown,
      find: (name: string) => eventTypeOf(streamOf(CHECKED, 'orders'), name),
      facts: { stream: 'orders', type: 'nope', known: ['Placed', 'Shipped'] },
    },
    {
      refusal: StreamNotOffered,
      find: (name: string) => offerOf(STARTER, name),
      facts: { tier: 'starter', stream: 'nope', known: ['orders'] },
    },
    {
      refusal: ConsumerUnknown,
      find: (name: string) => consumerOf(CHECKED, name),
      facts: { consumer: 'nope', known: ['notices', 'tally'] },
    },
  ])('refuses what is not there with what is: $refusal.name', ({ refusal, find, facts }) => {
    expect(() => find('nope')).toThrow(refusal);
    expect(() => find('nope')).toThrow(expect.objectContaining({ facts, remedy: 'fix-request' }));
    expect(() => find(LONG)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('x'.repeat(65)) }),
    );
  });

  test.each(['constructor', '__proto__', 'toString'])('knows no stream %s', (name) => {
    expect(() => streamOf(CHECKED, name)).toThrow(StreamUnknown);
  });

  test('refuses a stream that the platform has and the tier has not', () => {
    expect(() => offerOf(STARTER, 'users')).toThrow(StreamNotOffered);
  });
});
