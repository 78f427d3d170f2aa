import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prefixPair } from './prefix-free.ts';

function pairOf(names: readonly string[]): readonly [string, string] | undefined {
  return prefixPair(names, (name) => name);
}

function hasPrefixPair(names: readonly string[]): boolean {
  return names.some((one, at) =>
    names.some((other, place) => at !== place && other.startsWith(one)),
  );
}

describe('a set of names', () => {
  test.each([
    [['acme.', 'acme-labs.', 'acmes.'], undefined],
    [
      ['acme-labs', 'zeta', 'acme'],
      ['acme', 'acme-labs'],
    ],
    [
      ['acme.', 'globex.', 'acme.'],
      ['acme.', 'acme.'],
    ],
    [
      ['b', 'ba', 'a'],
      ['b', 'ba'],
    ],
    [
      ['a', ''],
      ['', 'a'],
    ],
    [['a'], undefined],
    [[], undefined],
  ])('%j has the pair %j', (names, pair) => {
    expect(pairOf(names)).toEqual(pair);
  });

  test('has a pair exactly if comparing each with each finds one', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), (names) => {
        const [shorter, longer] = pairOf(names) ?? ['b', 'a'];
        expect(longer.startsWith(shorter)).toBe(hasPrefixPair(names));
      }),
      { numRuns: 2_000 },
    );
  });
});
