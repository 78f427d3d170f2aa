import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kafkaEvent } from './encode-kafka-event.ts';
import { cutBatches, payloadBytes, recordPayloadBytes } from './payload-bytes.ts';
import { anyRecord, anyRecords, SOURCE } from './testing/any-record.ts';

describe('payload bytes', () => {
  test('are those of the JSON text', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const text = JSON.stringify(kafkaEvent(records, SOURCE));
        expect(payloadBytes(records, SOURCE)).toBe(Buffer.byteLength(text));
      }),
    );
  });

  test('are at most the sum of what each record adds and the empty event', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const added = records.reduce((bytes, record) => bytes + recordPayloadBytes(record), 0);
        expect(payloadBytes(records, SOURCE)).toBeLessThanOrEqual(added + payloadBytes([], SOURCE));
      }),
    );
  });
});

describe('cut batches', () => {
  const limits = fc.record({
    maxRecords: fc.integer({ min: 1, max: 10 }),
    maxBytes: fc.integer({ min: 1, max: 3_000 }),
  });

  test('hold all records in order', () => {
    fc.assert(
      fc.property(anyRecords, limits, (records, limit) => {
        expect(cutBatches(records, SOURCE, limit).flat()).toEqual(records);
      }),
    );
  });

  test('keep within both limits unless one record alone is over', () => {
    fc.assert(
      fc.property(anyRecords, limits, (records, limit) => {
        const over = cutBatches(records, SOURCE, limit).filter(
          (batch) =>
            batch.length > limit.maxRecords ||
            (batch.length > 1 && payloadBytes(batch, SOURCE) > limit.maxBytes),
        );
        expect(over).toEqual([]);
      }),
    );
  });

  test('are as large as the limits allow', () => {
    fc.assert(
      fc.property(anyRecords, limits, (records, limit) => {
        const batches = cutBatches(records, SOURCE, limit);
        const wasteful = batches.slice(1).filter((batch, before) => {
          const longer = [...(batches[before] ?? []), ...batch.slice(0, 1)];
          return (
            longer.length <= limit.maxRecords && payloadBytes(longer, SOURCE) <= limit.maxBytes
          );
        });
        expect(wasteful).toEqual([]);
      }),
    );
  });

  test('of nothing are none', () => {
    expect(cutBatches([], SOURCE, { maxRecords: 1, maxBytes: 1 })).toEqual([]);
  });

  test('hold a record that is over the limit alone', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(cutBatches([record, record], SOURCE, { maxRecords: 9, maxBytes: 1 })).toHaveLength(
          2,
        );
      }),
    );
  });
});
