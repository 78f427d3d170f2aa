import { ANY_ONE, ANY_RUN, literalTokens, type Tokens } from './glob.ts';

/** A pattern of which a part has been read: all places in it where the reader may be. None: it can match no more. */
export type Cursor = { readonly tokens: Tokens; readonly places: readonly number[] };

/** Which UTF-16 code units a text may hold. */
export type Alphabet = (code: number) => boolean;

/** The texts that all of `inside` match and none of `outside`, read on from where the cursors are. */
export type Language = { readonly inside: readonly Cursor[]; readonly outside: readonly Cursor[] };

export function cursor(tokens: Tokens): Cursor {
  return { tokens, places: settle(tokens, [0]) };
}

export function readOn(from: Cursor, text: string): Cursor {
  let at = from;
  for (let index = 0; index < text.length && isLive(at); index += 1) {
    at = step(at, text.charCodeAt(index));
  }
  return at;
}

export function isLive({ places }: Cursor): boolean {
  return places.length > 0;
}

/** Whether the pattern goes on with this very text, so that whatever it matches begins with it. */
export function goesOnWith({ tokens, places }: Cursor, text: string): boolean {
  const [place, ...others] = places;
  return (
    place !== undefined &&
    others.length === 0 &&
    literalTokens(text).every((code, at) => tokens[place + at] === code)
  );
}

/**
 * A shortest text of the language, of at least one character; `undefined` when there is none. Exact: it walks the product of
 * the patterns' automata, made deterministic on the way.
 */
export function shortestText(language: Language, isLegal: Alphabet): string | undefined {
  const codes = lettersOf(language, isLegal);
  const seen = new Set<string>();
  let frontier: readonly Walk[] = [{ ...language, text: '' }];
  while (frontier.length > 0) {
    const next: Walk[] = [];
    for (const walk of frontier) {
      for (const code of codes) {
        const reached = walkOn(walk, code);
        if (isInLanguage(reached)) {
          return reached.text;
        }
        if (reached.inside.every(isLive) && isNew(reached, seen)) {
          next.push(reached);
        }
      }
    }
    frontier = next;
  }
  return undefined;
}

/** Whether the language has a text of at least one character. */
export function hasText(language: Language, isLegal: Alphabet): boolean {
  const outside = language.outside.filter(isLive);
  const [first, ...others] = language.inside;
  return first !== undefined && others.length === 0 && outside.length === 0
    ? canGoOn(first, isLegal)
    : shortestText({ inside: language.inside, outside }, isLegal) !== undefined;
}

/** From some place every token can be matched, and there is one. */
function canGoOn({ tokens, places }: Cursor, isLegal: Alphabet): boolean {
  return places.some(
    (place) =>
      place < tokens.length && tokens.slice(place).every((token) => token < 0 || isLegal(token)),
  );
}

type Walk = Language & { readonly text: string };

function walkOn({ inside, outside, text }: Walk, code: number): Walk {
  return {
    inside: inside.map((one) => step(one, code)),
    outside: outside.map((one) => step(one, code)),
    text: text + String.fromCharCode(code),
  };
}

/** Whether what was read so far is a text of the language. */
export function isInLanguage({ inside, outside }: Language): boolean {
  return inside.every(isComplete) && !outside.some(isComplete);
}

function isComplete({ tokens, places }: Cursor): boolean {
  return places.at(-1) === tokens.length;
}

/** Whether the places were not reached before; now they were. */
function isNew({ inside, outside }: Language, seen: Set<string>): boolean {
  const key = [...inside, ...outside].map(({ places }) => places.join()).join(';');
  const size = seen.size;
  return seen.add(key).size > size;
}

/** Two characters that no pattern names lead to the same places, so one of them stands for all. */
function lettersOf({ inside, outside }: Language, isLegal: Alphabet): readonly number[] {
  const named = new Set([...inside, ...outside].flatMap(unread));
  const letters = [...named].filter((code) => code >= 0 && isLegal(code));
  const other = ANY_CODE.find((code) => isLegal(code) && !named.has(code));
  return other === undefined ? letters : [other, ...letters];
}

function unread({ tokens, places }: Cursor): Tokens {
  return tokens.slice(places[0] ?? tokens.length);
}

/** Readable ones first. */
const ANY_CODE: readonly number[] = [
  ...literalTokens('xyz'),
  ...Array.from({ length: 0x10000 - 0x21 }, (_, at) => at + 0x21),
];

function step({ tokens, places }: Cursor, code: number): Cursor {
  const reached: number[] = [];
  for (const place of places) {
    const token = tokens[place];
    if (token === ANY_RUN) {
      reached.push(place);
    } else if (token === ANY_ONE || token === code) {
      reached.push(place + 1);
    }
  }
  return { tokens, places: settle(tokens, reached) };
}

/**
 * A run may also match nothing, so its end is a place too. What can be matched from before a run can be matched from the run,
 * so places before the last run are left out: that keeps the automaton small. Places are distinct, in ascending order.
 */
function settle(tokens: Tokens, places: readonly number[]): readonly number[] {
  const settled: number[] = [];
  for (const place of places) {
    let at = place;
    while (tokens[at] === ANY_RUN) {
      settled.length = 0;
      settled.push(at);
      at += 1;
    }
    settled.push(at);
  }
  return settled;
}
