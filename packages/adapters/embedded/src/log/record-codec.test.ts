import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRecords, encodeRecords, type PlacedRecord, recordBytes } from './record-codec.ts';

const anyBytes = fc.uint8Array({ maxLength: 40 });
const anyRecord = fc.record({
  key: anyBytes,
  value: anyBytes,
  headers: fc.array(
    fc.tuple(
      fc.oneof(fc.constantFrom('ce_id', '', '__proto__'), fc.string({ unit: 'grapheme' })),
      anyBytes,
    ),
    { maxLength: 4 },
  ),
  timestamp: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
});
/** Offsets rise, with gaps as retention leaves them. */
const anyRecords = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1_000 }), anyRecord), { minLength: 1, maxLength: 20 })
  .map((pairs) => {
    let offset = 2 ** 40;
    return pairs.map(([step, record]): PlacedRecord => {
      offset += step;
      return { ...record, offset };
    });
  });

function plain({ key, value, headers, ...rest }: PlacedRecord): unknown {
  return {
    ...rest,
    key: [...key],
    value: [...value],
    headers: headers.map(([name, content]) => [name, [...content]]),
  };
}

describe('records', () => {
  test('are decoded as they were encoded', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const base = records[0]?.offset ?? 0;
        const decoded = [...decodeRecords(encodeRecords(base, records), base, 0)];
        expect(decoded.map(plain)).toEqual(records.map(plain));
      }),
    );
  });

  test('are decoded from any offset on', () => {
    fc.assert(
      fc.property(anyRecords, fc.nat(20_000), (records, behind) => {
        const base = records[0]?.offset ?? 0;
        const from = base + behind;
        const decoded = [...decodeRecords(encodeRecords(base, records), base, from)];
        expect(decoded.map(({ offset }) => offset)).toEqual(
          records.map(({ offset }) => offset).filter((offset) => offset >= from),
        );
      }),
    );
  });

  test('share the names of their headers', () => {
    const header: [string, Uint8Array] = ['a-long-name-of-a-header', Buffer.alloc(1)];
    const record = { key: Buffer.alloc(0), value: Buffer.alloc(0), timestamp: 1 };
    const sizeOf = (count: number) =>
      encodeRecords(
        0,
        Array.from({ length: count }, (_, offset) => ({ ...record, offset, headers: [header] })),
      ).length;
    expect(sizeOf(2) - sizeOf(1)).toBeLessThan(header[0].length + 20);
  });
});

test('the size of a record is that of its key, value and headers, in bytes', () => {
  const headers = [['é', Buffer.alloc(5)]] as const;
  expect(recordBytes({ key: Buffer.alloc(3), value: Buffer.alloc(4), headers, timestamp: 0 })).toBe(
    14,
  );
});
