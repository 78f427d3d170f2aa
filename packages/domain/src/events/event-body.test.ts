import type { JsonObject } from '@tributary/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { AggregateIdInvalid, aggregateId } from '../topics/index.ts';
import { BodyInvalid } from './errors.ts';
import { decodeBody, encodeBody } from './event-body.ts';

const ACME = tenantId('acme');
const ORDER_1 = aggregateId('order-1');
const SECRET = 'SECRET';

function anyJson(): fc.Arbitrary<JsonObject> {
  return fc
    .dictionary(fc.string(), fc.jsonValue({ stringUnit: 'grapheme' }))
    .map((data) => JSON.parse(JSON.stringify(data)));
}

test('is JSON with tenant, aggregate and data', () => {
  expect(encodeBody(ACME, ORDER_1, { total: 1 }).toString()).toBe(
    '{"tenantid":"acme","aggregate":"order-1","data":{"total":1}}',
  );
});

test('comes back as it was written', () => {
  const aggregates = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(aggregateId);
  fc.assert(
    fc.property(aggregates, anyJson(), (aggregate, data) => {
      expect(decodeBody(encodeBody(ACME, aggregate, data))).toEqual({
        tenant: 'acme',
        aggregate,
        data,
      });
    }),
  );
});

describe('is refused', () => {
  test.each([
    ['', 'is empty'],
    [SECRET, 'is no JSON'],
    [`{"tenantid":"acme","aggregate":"${SECRET}"`, 'was cut short'],
    ['\uFEFF{"tenantid":"acme","aggregate":"order-1","data":{}}', 'begins with a byte order mark'],
    ['null', 'is null'],
    ['7', 'is a number'],
    ['[]', 'is a list'],
    ['{}', 'names no tenant'],
    [`{"tenantid":7,"aggregate":"${SECRET}","data":{}}`, 'names a tenant that is no text'],
  ])('where %s %s', (text) => {
    expect(() => decodeBody(Buffer.from(text))).toThrow(BodyInvalid);
  });

  test('without a word of what it says', () => {
    let thrown: unknown;
    try {
      decodeBody(Buffer.from(SECRET));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(BodyInvalid);
    expect(thrown).not.toHaveProperty('cause');
    expect(String(thrown)).not.toContain(SECRET);
  });

  test('where it is not UTF-8', () => {
    const bytes = encodeBody(ACME, ORDER_1, { name: 'x' });
    bytes[bytes.indexOf('"x"') + 1] = 0xff;
    expect(() => decodeBody(bytes)).toThrow(BodyInvalid);
  });

  test('where it is about nothing', () => {
    const body = Buffer.from('{"tenantid":"acme","data":{}}');
    expect(() => decodeBody(body)).toThrow(AggregateIdInvalid);
  });
});
