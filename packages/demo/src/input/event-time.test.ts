import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventTime } from './event-time.ts';

const NOW = Date.UTC(2026, 0, 1);

test.each([
  ['2015-09-11T00:46:58.771Z', Date.UTC(2015, 8, 11, 0, 46, 58, 771)],
  ['2015-09-11t00:46:58z', Date.UTC(2015, 8, 11, 0, 46, 58)],
  ['2015-09-11T02:46:58+02:00', Date.UTC(2015, 8, 11, 0, 46, 58)],
  ['2015-09-11 00:46:58', Date.UTC(2015, 8, 11, 0, 46, 58)],
  ['2015-09-11 00:46 UTC', Date.UTC(2015, 8, 11, 0, 46)],
  ['2015-09-11 00:46:58 -0130', Date.UTC(2015, 8, 11, 2, 16, 58)],
  ['2015-09-11', Date.UTC(2015, 8, 11)],
  [1_441_932_418, Date.UTC(2015, 8, 11, 0, 46, 58)],
  [1_441_932_418.771, Date.UTC(2015, 8, 11, 0, 46, 58, 771)],
  [1_441_932_418_771, Date.UTC(2015, 8, 11, 0, 46, 58, 771)],
  ['1441932418', Date.UTC(2015, 8, 11, 0, 46, 58)],
])('%s is a time', (value, time) => {
  expect(eventTime(value, NOW)).toBe(time);
});

test.each([
  [''],
  ['yesterday'],
  ['11.09.2015'],
  ['2015-02-30T00:00:00Z'],
  ['2015-09-11T25:00:00Z'],
  ['1969-12-31T23:59:59Z'],
  ['2026-01-01T00:06:00Z'],
  [-1],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [null],
  [true],
  [undefined],
  [{}],
])('%s is none', (value) => {
  expect(eventTime(value, NOW)).toBeUndefined();
});

test('every time that the platform takes is read back from its own text', () => {
  const times = fc.date({ min: new Date(0), max: new Date(NOW), noInvalidDate: true });
  fc.assert(
    fc.property(times, (time) => {
      expect(eventTime(time.toISOString(), NOW)).toBe(time.getTime());
    }),
  );
});
