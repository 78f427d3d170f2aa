import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globTokens, literalTokens, matcher } from './glob.ts';

/** Few letters, so that patterns and texts meet; the regular expression engine is the judge. */
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '*', '?'), maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/'), maxLength: 8 });

function judge(glob: string, candidate: string): boolean {
  const source = RegExp.escape(glob).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, 's').test(candidate);
}

function filled(token: string, run: string): string {
  return token === '*' ? run : token.replace('?', 'b');
}

describe('a glob', () => {
  test('matches as the regular expression does that says the same', () => {
    fc.assert(
      fc.property(pattern, text, (glob, candidate) => {
        expect(matcher(globTokens(glob))(candidate)).toBe(judge(glob, candidate));
      }),
      { numRuns: 5_000 },
    );
  });

  test('matches what it was made of', () => {
    const parts = fc.array(fc.tuple(fc.constantFrom('*', '?', 'a', '.'), text), { maxLength: 6 });
    fc.assert(
      fc.property(parts, (made) => {
        const glob = made.map(([token]) => token).join('');
        const candidate = made.map(([token, run]) => filled(token, run));
        expect(matcher(globTokens(glob))(candidate.join(''))).toBe(true);
      }),
    );
  });

  test.each([
    ['acme.*', 'acme.orders', true],
    ['acme.*', 'acme.', true],
    ['acme.*', 'acme-labs.orders', false],
    ['acme*', 'acme-labs.orders', true],
    ['*.orders', 'acme.orders', true],
    ['*.orders', 'orders', false],
    ['*.orders.*', 'acme.orders.tally.1', true],
    ['a*a', 'a', false],
    ['a*b*b', 'ab', false],
    ['?', '', false],
    ['?', 'é', true],
    ['*', 'a\nb/c:d', true],
    ['', '', true],
    ['', 'a', false],
  ])('%j on %j: %s', (glob, candidate, expected) => {
    expect(matcher(globTokens(glob))(candidate)).toBe(expected);
  });

  test('takes time that grows with the text, not with its power', () => {
    const glob = matcher(globTokens(`${'*a?'.repeat(20)}*b`));
    expect(glob('a'.repeat(2_000))).toBe(false);
  });
});

describe('a literal', () => {
  test('matches itself and nothing else, wildcards and all', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(matcher(literalTokens(one))(one)).toBe(true);
        expect(matcher(literalTokens(one))(other)).toBe(one === other);
      }),
    );
  });

  test.each(['*', '?', 'acme.*'])('%s is no wildcard', (wildcard) => {
    expect(matcher(literalTokens(wildcard))('acme.orders')).toBe(false);
  });
});
