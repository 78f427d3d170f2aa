/** A pattern is a list of UTF-16 code units and of the two wildcards. */
export type Tokens = readonly number[];

/** Exactly one character of any kind: `?`. */
export const ANY_ONE = -1;

/** Any number of characters of any kind, `.`, `-`, `/` and `:` too: `*`. */
export const ANY_RUN = -2;

export type Matcher = (text: string) => boolean;

export function literalTokens(text: string): Tokens {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** `*` and `?` are wildcards; neighbouring `*` are one. */
export function globTokens(text: string): Tokens {
  return text
    .replace(/\*+/g, '*')
    .split('')
    .map((character) => WILDCARDS.get(character) ?? character.charCodeAt(0));
}

const WILDCARDS: ReadonlyMap<string, number> = new Map([
  ['?', ANY_ONE],
  ['*', ANY_RUN],
]);

/** Compiled once, cheap to call: patterns without `?` run on the engine's own string search. */
export function matcher(tokens: Tokens): Matcher {
  return tokens.includes(ANY_ONE) ? steppingMatcher(tokens) : searchingMatcher(literalRuns(tokens));
}

/** The literal texts before, between and after the runs. */
function literalRuns(tokens: Tokens): readonly [string, ...string[]] {
  const at = tokens.indexOf(ANY_RUN);
  if (at < 0) {
    return [String.fromCharCode(...tokens)];
  }
  return [String.fromCharCode(...tokens.slice(0, at)), ...literalRuns(tokens.slice(at + 1))];
}

function searchingMatcher([prefix, ...rest]: readonly [string, ...string[]]): Matcher {
  const suffix = rest.at(-1);
  if (suffix === undefined) {
    return (text) => text === prefix;
  }
  const between = rest.slice(0, -1);
  const minLength = prefix.length + suffix.length;
  if (between.length === 0) {
    return (text) => text.length >= minLength && text.startsWith(prefix) && text.endsWith(suffix);
  }
  return (text) =>
    text.length >= minLength &&
    text.startsWith(prefix) &&
    text.endsWith(suffix) &&
    hasInOrder(text, between, prefix.length, text.length - suffix.length);
}

function hasInOrder(text: string, runs: readonly string[], from: number, to: number): boolean {
  let at = from;
  for (const run of runs) {
    const found = text.indexOf(run, at);
    if (found < 0 || found + run.length > to) {
      return false;
    }
    at = found + run.length;
  }
  return true;
}

/** Goes back only to the last `*`: what an earlier one could still take, the last one can. */
function steppingMatcher(tokens: Tokens): Matcher {
  return (text) => {
    let token = 0;
    let at = 0;
    let lastRun = -1;
    let resumeAt = 0;
    while (at < text.length) {
      const expected = tokens[token];
      if (expected === ANY_RUN) {
        lastRun = token;
        resumeAt = at;
        token += 1;
      } else if (expected === ANY_ONE || expected === text.charCodeAt(at)) {
        token += 1;
        at += 1;
      } else if (lastRun >= 0) {
        resumeAt += 1;
        at = resumeAt;
        token = lastRun + 1;
      } else {
        return false;
      }
    }
    return tokens.slice(token).every((left) => left === ANY_RUN);
  };
}
