import { expect, test } from 'vitest';
import { amount, cut, duration, printable, widthOf } from './text.ts';

test('what a terminal would obey is not printed', () => {
  expect(printable('a\u001b[31mb\nc\u202ed')).toBe('a·[31mb·c·d');
});

test.each([
  ['acme', 4],
  ['日本', 4],
  ['e\u0301', 1],
])('%s is %i columns wide', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test.each([
  ['acme', 4, 'acme'],
  ['acme labs', 5, 'acme…'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
])('%s in %i columns is %s', (text, width, shown) => {
  expect(cut(text, width)).toBe(shown);
});

test.each([
  [0, '0 events'],
  [1, '1 event'],
  [39_244, '39,244 events'],
])('%i events are "%s"', (number, shown) => {
  expect(amount(number, 'event')).toBe(shown);
});

test.each([
  [12_345, '12.3 s'],
  [125_000, '2 min 5 s'],
])('%i milliseconds are "%s"', (ms, shown) => {
  expect(duration(ms)).toBe(shown);
});
