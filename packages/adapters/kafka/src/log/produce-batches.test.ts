import { createRecordsBatch } from '@platformatic/kafka';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Addressed, BATCH_ALLOWANCE_BYTES, recordBytes, sendsOf } from './produce-batches.ts';

const MAX_RECORD_BYTES = 1_000;
const MAX_BATCH_BYTES = MAX_RECORD_BYTES + BATCH_ALLOWANCE_BYTES;

const records = fc.array(
  fc.record({
    partition: fc.nat(3),
    key: fc.uint8Array({ maxLength: 40 }),
    value: fc.uint8Array({ maxLength: 800 }),
    headers: fc.array(fc.tuple(fc.string({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 })), {
      maxLength: 8,
    }),
    timestamp: fc.constantFrom(0, 1_700_000_000_000, 4_000_000_000_000),
  }),
  { maxLength: 40 },
);

function addressed(given: readonly TypeOfArb<typeof records>[number][]): readonly Addressed[] {
  return given.map(({ partition, ...record }, index) => ({ index, partition, record }));
}

type TypeOfArb<Arb> = Arb extends fc.Arbitrary<infer Value> ? Value : never;

/** As long as the client writes it. */
function batchBytes(batch: readonly Addressed[]): number {
  return createRecordsBatch(
    batch.map(({ partition, record }) => ({
      topic: 'acme.orders',
      partition,
      key: Buffer.from(record.key),
      value: Buffer.from(record.value),
      headers: new Map(
        record.headers.map(([name, content]) => [Buffer.from(name), Buffer.from(content)] as const),
      ),
      timestamp: BigInt(record.timestamp),
    })),
  ).length;
}

test('every record is sent once, and in the order given within its partition', () => {
  fc.assert(
    fc.property(records, (given) => {
      const all = addressed(given);
      const sent = [...sendsOf(all, MAX_BATCH_BYTES)].flat();
      const order = (some: readonly Addressed[]) =>
        [0, 1, 2, 3].map((at) =>
          some.filter(({ partition }) => partition === at).map(({ index }) => index),
        );
      expect(order(sent)).toEqual(order(all));
    }),
  );
});

test('no batch is longer than the topic takes', () => {
  fc.assert(
    fc.property(records, (given) => {
      const fitting = addressed(given).filter(
        ({ record }) => recordBytes(record) <= MAX_RECORD_BYTES,
      );
      const batches = [...sendsOf(fitting, MAX_BATCH_BYTES)].flatMap((send) => [
        ...Map.groupBy(send, ({ partition }) => partition).values(),
      ]);
      expect(batches.filter((batch) => batchBytes(batch) > MAX_BATCH_BYTES)).toEqual([]);
    }),
  );
});

test('a record of the limit’s size fits with two hundred headers', () => {
  const headers = Array.from({ length: 200 }, () => ['h', Buffer.alloc(1)] as const);
  const value = Buffer.alloc(MAX_RECORD_BYTES - 400);
  const record = { key: Buffer.alloc(0), value, headers, timestamp: Date.UTC(2026, 1, 1) };
  expect(recordBytes(record)).toBe(MAX_RECORD_BYTES);
  expect(batchBytes([{ index: 0, partition: 0, record }])).toBeLessThanOrEqual(MAX_BATCH_BYTES);
});
