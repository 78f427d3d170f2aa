import fc from 'fast-check';
import { expect, test } from 'vitest';
import { erasureBasis } from './erasure-basis.ts';
import { ErasureBasisInvalid } from './errors.ts';

test.each([
  'end of contract',
  'x',
  'GDPR Art. 17 (1) b; ticket 4711',
  'désinscription ✓',
  'x'.repeat(200),
])('takes %j as it is', (text) => {
  expect(erasureBasis(text)).toBe(text);
});

test.each([
  '',
  ' ',
  '\t\n',
  'two\nlines',
  'a\u0000b',
  '\ud800',
  'x'.repeat(201),
  undefined,
  42,
  null,
  ['x'],
])('refuses %j', (text) => {
  expect(() => erasureBasis(text)).toThrow(ErasureBasisInvalid);
});

test('what it takes has 1 to 200 characters, none of them a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 30 }), (text) => {
      fc.pre(isTaken(text));
      expect(text).toMatch(/^[^\p{Cc}]{1,200}$/u);
    }),
  );
});

function isTaken(text: string): boolean {
  try {
    return erasureBasis(text) === text;
  } catch {
    return false;
  }
}
