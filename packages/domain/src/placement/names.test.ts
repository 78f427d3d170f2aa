import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConsumerNameInvalid, TierNameInvalid } from './errors.ts';
import { consumerName, tierName } from './names.ts';

const GOOD = ['starter', 'gold-2', 'ab', 'a'.repeat(40)];
const BAD = [
  '',
  'a',
  'a'.repeat(41),
  'Gold',
  '2nd',
  '-a',
  'a.b',
  'a_b',
  'a b',
  'ab\n',
  7,
  undefined,
];

describe.each([
  { parse: tierName, refusal: TierNameInvalid },
  { parse: consumerName, refusal: ConsumerNameInvalid },
])('$parse.name', ({ parse, refusal }) => {
  test.each(GOOD)('takes %j as it is', (text) => {
    expect(parse(text)).toBe(text);
  });

  test.each(BAD)('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(refusal);
  });

  test('takes nothing that holds a dot or a colon', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('.', ':'), fc.string(), (head, sign, tail) => {
        expect(() => parse(head + sign + tail)).toThrow(refusal);
      }),
    );
  });
});
