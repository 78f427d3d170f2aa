import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregateId } from '../topics/index.ts';
import { routeOf } from './route.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const other = createSecretKey(Buffer.alloc(32, 2));
const aggregate = fc.string({ minLength: 1, maxLength: 100 }).map(aggregateId);

test('is 22 characters that a record key can hold', () => {
  fc.assert(
    fc.property(aggregate, (any) => {
      expect(routeOf(key, any)).toMatch(/^[A-Za-z0-9_-]{22}$/);
    }),
  );
});

test('is the same for the same aggregate, and another for another', () => {
  fc.assert(
    fc.property(aggregate, aggregate, (one, another) => {
      expect(routeOf(key, one) === routeOf(key, another)).toBe(one === another);
    }),
  );
});

test('is another under another key', () => {
  expect(routeOf(key, aggregateId('order-1'))).not.toBe(routeOf(other, aggregateId('order-1')));
});
