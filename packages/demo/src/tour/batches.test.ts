import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, Batches } from './batches.ts';

type Event = { readonly bytes: number; readonly number: number };

const LIMITS = { events: 3, bytes: 100, waitingBytes: 150 };

function given(...events: readonly (readonly [tenant: string, bytes: number])[]) {
  const batches = new Batches<Event>(LIMITS);
  const sent = events.map(([tenant, bytes], number) => batches.add(tenant, { bytes, number }));
  return { sent: sent.map(tenantsOf), left: tenantsOf(batches.drain()) };
}

function tenantsOf(batches: readonly Batch<Event>[]): readonly string[] {
  return batches.map(({ tenant, events }) => `${tenant} x${events.length}`);
}

test('a batch is sent when it has enough events', () => {
  expect(given(['a', 1], ['b', 1], ['a', 1], ['a', 1], ['a', 1])).toEqual({
    sent: [[], [], [], ['a x3'], []],
    left: ['b x1', 'a x1'],
  });
});

test('a batch is sent when it has enough bytes', () => {
  expect(given(['a', 60], ['a', 40])).toEqual({ sent: [[], ['a x2']], left: [] });
});

test('all are sent when too much waits', () => {
  expect(given(['a', 60], ['b', 60], ['c', 30])).toEqual({
    sent: [[], [], ['a x1', 'b x1', 'c x1']],
    left: [],
  });
});

test('what is sent waits no more', () => {
  expect(given(['a', 100], ['b', 60], ['c', 60])).toEqual({
    sent: [['a x1'], [], []],
    left: ['b x1', 'c x1'],
  });
});

test('every event is sent once, and those of a tenant in their order', () => {
  const adds = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(120)), { maxLength: 60 });
  fc.assert(
    fc.property(adds, (events) => {
      const batches = new Batches<Event>(LIMITS);
      const sent = events.flatMap(([tenant, bytes], number) =>
        batches.add(tenant, { bytes, number }),
      );
      const numbers = new Map<string, readonly number[]>();
      for (const batch of [...sent, ...batches.drain()]) {
        const before = numbers.get(batch.tenant) ?? [];
        numbers.set(batch.tenant, [...before, ...batch.events.map(({ number }) => number)]);
      }
      const expected = Map.groupBy(events.keys(), (number) => events[number]?.[0] ?? '');
      expect(numbers).toEqual(expected);
    }),
  );
});
