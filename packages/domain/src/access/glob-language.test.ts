import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globTokens, matcher } from './glob.ts';
import {
  cursor,
  goesOnWith,
  hasText,
  isInLanguage,
  isLive,
  type Language,
  readOn,
  shortestText,
} from './glob-language.ts';

const LETTERS = ['a', 'b', '.'];
const MAX_LENGTH = 5;

/** Every text of one to five of the letters, shortest first: the judge tries them all. */
const EVERY_TEXT: readonly string[] = Array.from({ length: MAX_LENGTH })
  .reduce<readonly string[][]>(
    (byLength) => [
      ...byLength,
      (byLength.at(-1) ?? []).flatMap((text) => LETTERS.map((letter) => text + letter)),
    ],
    [['']],
  )
  .slice(1)
  .flat();

const glob = fc.string({ unit: fc.constantFrom(...LETTERS, '*', '?'), maxLength: 5 });
const globs = fc.array(glob, { maxLength: 2 });

function isLegal(code: number): boolean {
  return LETTERS.includes(String.fromCharCode(code));
}

function language(inside: readonly string[], outside: readonly string[]): Language {
  return {
    inside: inside.map((text) => cursor(globTokens(text))),
    outside: outside.map((text) => cursor(globTokens(text))),
  };
}

function judge(inside: readonly string[], outside: readonly string[]): (text: string) => boolean {
  const [wanted, unwanted] = [inside, outside].map((side) =>
    side.map((one) => matcher(globTokens(one))),
  );
  return (text) =>
    wanted?.every((matches) => matches(text)) === true &&
    unwanted?.some((matches) => matches(text)) === false;
}

describe('a shortest text', () => {
  test('is what trying every text finds, no longer and no shorter', () => {
    fc.assert(
      fc.property(glob, globs, globs, (first, more, outside) => {
        const inside = [first, ...more];
        const tried = EVERY_TEXT.find(judge(inside, outside));
        const found = shortestText(language(inside, outside), isLegal);
        const foundInReach = found !== undefined && found.length <= MAX_LENGTH ? found : undefined;
        expect(foundInReach?.length).toBe(tried?.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is in all of the patterns and in none of the others', () => {
    fc.assert(
      fc.property(glob, globs, globs, (first, more, outside) => {
        const found = shortestText(language([first, ...more], outside), isLegal);
        fc.pre(found !== undefined);
        expect(found).toSatisfy(judge([first, ...more], outside));
        expect(Array.from(found, (letter) => letter.charCodeAt(0))).toSatisfy((codes: number[]) =>
          codes.every(isLegal),
        );
      }),
    );
  });

  test.each([
    ['acme.*', 'acme.*', undefined],
    ['acme.orders', 'acme.*', undefined],
    ['acme.?*', 'acme.*', undefined],
    ['acme.*.*', 'acme.*', undefined],
    ['acme*', 'acme.*', 'acme'],
    ['?cme.*', 'acme.*', 'xcme.'],
    ['*', 'acme.*', 'x'],
    ['*.orders', 'acme.*', '.orders'],
    ['acme-*', 'acme.*', 'acme-'],
  ])('of %s outside %s is %s', (inside, outside, expected) => {
    expect(shortestText(language([inside], [outside]), () => true)).toBe(expected);
  });

  test('uses a character that no pattern names where it must', () => {
    expect(shortestText(language(['?'], ['x', 'y', 'z', '!', '"']), () => true)).toBe('#');
    expect(shortestText(language(['?'], LETTERS), isLegal)).toBeUndefined();
  });

  test('is never empty', () => {
    expect(shortestText(language([''], []), isLegal)).toBeUndefined();
    expect(shortestText(language(['*'], ['?']), isLegal)).toHaveLength(2);
  });
});

describe('a text', () => {
  test('is there exactly if a shortest one is', () => {
    fc.assert(
      fc.property(
        glob,
        globs,
        globs,
        fc.constantFrom('', 'a', 'a.', 'b.b'),
        (first, more, outside, begun) => {
          const { inside, outside: others } = language([first, ...more], outside);
          const left = {
            inside: inside.map((one) => readOn(one, begun)),
            outside: others.map((one) => readOn(one, begun)),
          };
          expect(hasText(left, isLegal)).toBe(shortestText(left, isLegal) !== undefined);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('is not there when the only way on is not legal', () => {
    expect(hasText(language(['a/b'], []), isLegal)).toBe(false);
    expect(hasText(language(['*/'], []), isLegal)).toBe(false);
    expect(hasText(language(['a?'], []), isLegal)).toBe(true);
  });
});

describe('a pattern that goes on with a text', () => {
  test('matches nothing that does not begin with it', () => {
    const text = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 3 });
    fc.assert(
      fc.property(glob, text, (pattern, begin) => {
        fc.pre(goesOnWith(cursor(globTokens(pattern)), begin));
        const elsewhere = shortestText(language([pattern], [`${begin}*`]), isLegal);
        expect(elsewhere).toBeUndefined();
      }),
    );
  });

  test.each([
    ['acme.*', 'acme.', true],
    ['acme.orders', 'acme.', true],
    ['acme*', 'acme.', false],
    ['acme', 'acme.', false],
    ['?cme.*', 'acme.', false],
    ['*acme.*', 'acme.', false],
    ['acme-labs.*', 'acme.', false],
  ])('%s with %s: %s', (pattern, begin, expected) => {
    expect(goesOnWith(cursor(globTokens(pattern)), begin)).toBe(expected);
  });

  test('is none when it can match no more', () => {
    expect(goesOnWith(readOn(cursor(globTokens('acme')), 'b'), 'acme.')).toBe(false);
  });
});

describe('a cursor', () => {
  test('stands at the end exactly of the texts that the pattern matches', () => {
    const text = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 8 });
    fc.assert(
      fc.property(glob, text, (pattern, read) => {
        const at = readOn(cursor(globTokens(pattern)), read);
        const isMatch = matcher(globTokens(pattern))(read);
        expect(isInLanguage({ inside: [at], outside: [] })).toBe(isMatch);
        expect(isInLanguage({ inside: [], outside: [at] })).toBe(!isMatch);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is live as long as more could match', () => {
    const acme = cursor(globTokens('acme.*'));
    expect(isLive(readOn(acme, 'acme'))).toBe(true);
    expect(isLive(readOn(acme, 'acme-labs'))).toBe(false);
  });
});
