import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMap } from './recent-map.ts';

test('knows what was set', () => {
  const map = new RecentMap<string, number>(4);
  map.set('a', 1);
  expect(map.get('a')).toBe(1);
  expect(map.get('b')).toBeUndefined();
});

test('keeps what is asked for, and drops the rest', () => {
  const map = new RecentMap<string, number>(4);
  map.set('wanted', 1);
  map.set('unwanted', 2);
  for (const key of ['c', 'd', 'e', 'f']) {
    map.get('wanted');
    map.set(key, 3);
  }
  expect(map.get('wanted')).toBe(1);
  expect(map.get('unwanted')).toBeUndefined();
});

test('never grows past its limit, and never tells an old value', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 9 }),
      fc.array(fc.record({ key: fc.nat(20), isRead: fc.boolean() }), { maxLength: 200 }),
      (limit, steps) => {
        const map = new RecentMap<number, number>(limit);
        const truth = new Map<number, number>();
        for (const [step, { key, isRead }] of steps.entries()) {
          if (isRead) {
            expect([undefined, truth.get(key)]).toContain(map.get(key));
          } else {
            map.set(key, step);
            truth.set(key, step);
          }
          expect(map.size).toBeLessThanOrEqual(limit);
        }
      },
    ),
  );
});

test('always knows what was set last', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1 }), (keys) => {
      const map = new RecentMap<number, string>(2);
      for (const key of keys) {
        map.set(key, `value ${key}`);
        expect(map.get(key)).toBe(`value ${key}`);
      }
    }),
  );
});

test('deletes the young and the old by value', () => {
  const map = new RecentMap<string, number>(4);
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
    map.set(key, index);
  }
  map.deleteWhere((value) => value % 2 === 0);
  expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([undefined, 1, undefined, 3]);
});
