import { globTokens, literalTokens, type Tokens } from './glob.ts';
import { contextValues, type RequestContext } from './request-context.ts';

type Part =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

/** The text of a policy element, read once: literal characters, wildcards, and variables to fill in for each request. */
export type PolicyPattern = readonly Part[];

/** Splits a text into what is between variables and, at every second place, what is inside one. */
const VARIABLE = /\$\{([^}]*)\}/;
const WITH_DEFAULT = /^(.*?)\s*,\s*'([^']*)'$/s;

/**
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * `${*}`, `${?}` and `${$}` are these characters themselves; `${key, 'default'}` has a default.
 */
export function policyPattern(
  text: string,
  wildcards: 'wildcards' | 'no-wildcards',
): PolicyPattern {
  const tokensOf = wildcards === 'wildcards' ? globTokens : literalTokens;
  return text
    .split(VARIABLE)
    .map((piece, at) =>
      at % 2 === 0 ? { kind: 'tokens', tokens: tokensOf(piece) } : variablePart(piece),
    );
}

function variablePart(inside: string): Part {
  if (inside === '*' || inside === '?' || inside === '$') {
    return { kind: 'tokens', tokens: literalTokens(inside) };
  }
  const [, key, fallback] = WITH_DEFAULT.exec(inside) ?? [];
  return { kind: 'variable', key: key ?? inside, fallback };
}

export function hasVariables(pattern: PolicyPattern): boolean {
  return pattern.some((part) => part.kind === 'variable');
}

/**
 * The value of a variable stands for itself: a `*` in it is no wildcard. A variable without a single value and without a
 * default is `whenMissing`; without that the answer is `undefined`, and the pattern matches nothing.
 */
export function fillIn(
  pattern: PolicyPattern,
  context: RequestContext,
  whenMissing?: Tokens,
): Tokens | undefined {
  const filled: number[] = [];
  for (const part of pattern) {
    const tokens =
      part.kind === 'tokens' ? part.tokens : (valueTokens(part, context) ?? whenMissing);
    if (tokens === undefined) {
      return undefined;
    }
    filled.push(...tokens);
  }
  return filled;
}

function valueTokens(
  { key, fallback }: { readonly key: string; readonly fallback: string | undefined },
  context: RequestContext,
): Tokens | undefined {
  const values = contextValues(context, key) ?? [];
  const value = values.length === 1 ? values[0] : fallback;
  return value === undefined ? undefined : literalTokens(value);
}
