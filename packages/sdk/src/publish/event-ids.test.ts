import { ManualClock } from '@tributary/kernel/testing';
import fc from 'fast-check';
import { parse, validate, version } from 'uuid';
import { expect, test } from 'vitest';
import { eventIds } from './event-ids.ts';

test('are UUIDs of version 7 that hold the time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
      const id = eventIds(new ManualClock(now))();
      expect(validate(id)).toBe(true);
      expect(version(id)).toBe(7);
      expect(Buffer.from(parse(id)).readUIntBE(0, 6)).toBe(now);
    }),
  );
});

test('never come twice, not even within a millisecond', () => {
  const newId = eventIds(new ManualClock());
  const ids = Array.from({ length: 10_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
});

test('rise with the clock', () => {
  const clock = new ManualClock();
  const newId = eventIds(clock);
  const ids = Array.from({ length: 100 }, () => {
    clock.advance(1);
    return newId();
  });
  expect(ids.toSorted()).toEqual(ids);
});
