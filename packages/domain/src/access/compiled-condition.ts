import { type ContextMatcher, contextMatcher } from './context-matcher.ts';
import { PolicyInvalid } from './errors.ts';
import { literalTokens, type Matcher, matcher, type Tokens } from './glob.ts';
import type { Condition, ConditionKeys, Effect } from './policy.ts';
import { policyPattern } from './policy-pattern.ts';
import { contextValues, type RequestContext } from './request-context.ts';

type Holds = (context: RequestContext) => boolean;

type Operator = {
  readonly quantifier: string | undefined;
  /** Whether a value of the request matches this value of the policy, without regard to `Not`. */
  readonly compare: (wanted: string) => ContextMatcher;
  readonly negated: boolean;
  readonly ifExists: boolean;
};

/**
 * All operators and all keys must hold; no condition always does.
 *
 * @throws {PolicyInvalid} an operator is not one of `ConditionOperator`.
 */
export function compiledCondition(condition: Condition | undefined, effect: Effect): Holds {
  const tests = Object.entries<ConditionKeys>(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) =>
      operator === 'Null'
        ? nullTest(key, wanted)
        : comparisonTest(parseOperator(operator), key, wanted, effect),
    ),
  );
  return (context) => tests.every((holds) => holds(context));
}

function nullTest(key: string, wanted: readonly string[]): Holds {
  return (context) => {
    const absent = contextValues(context, key) === undefined;
    return wanted.some((text) => (text.toLowerCase() === 'true') === absent);
  };
}

function comparisonTest(
  operator: Operator,
  key: string,
  wanted: readonly string[],
  effect: Effect,
): Holds {
  const matchers = wanted.map(operator.compare);
  return (context) => {
    const values = contextValues(context, key) ?? [];
    const fits: Matcher = (value) =>
      matchers.some((matches) => matches(value, context)) !== operator.negated;
    return values.length === 0 ? holdsOfNothing(operator) : holdsOf(values, fits, operator, effect);
  };
}

const OPERATOR =
  /^(?:(ForAllValues|ForAnyValue):)?(String|Arn|Numeric|Bool)(Not)?(\w*?)(IfExists)?$/;

function parseOperator(name: string): Operator {
  const [, quantifier, family, not, comparison, ifExists] = OPERATOR.exec(name) ?? [];
  const compare = COMPARISONS[`${family}${comparison}`];
  if (compare === undefined) {
    throw new PolicyInvalid({ where: 'a condition', rule: `has the operator ${name}` });
  }
  return { quantifier, compare, negated: not !== undefined, ifExists: ifExists !== undefined };
}

/**
 * A key that is absent or empty: positive operators do not hold, negated ones and `IfExists` do; `ForAllValues` holds of
 * nothing, `ForAnyValue` does not.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function holdsOfNothing({ quantifier, negated, ifExists }: Operator): boolean {
  if (ifExists || quantifier === 'ForAllValues') {
    return true;
  }
  return quantifier === undefined && negated;
}

/** Several values under an operator for one: IAM leaves it open; here an Allow does not hold and a Deny does. */
function holdsOf(
  values: readonly string[],
  fits: Matcher,
  { quantifier }: Operator,
  effect: Effect,
): boolean {
  if (quantifier === 'ForAnyValue') {
    return values.some(fits);
  }
  if (quantifier === undefined && values.length > 1) {
    return effect === 'Deny';
  }
  return values.every(fits);
}

const COMPARISONS: Readonly<Record<string, Operator['compare']>> = {
  StringEquals: (wanted) => contextMatcher(policyPattern(wanted, 'no-wildcards')),
  StringLike: (wanted) => contextMatcher(policyPattern(wanted, 'wildcards')),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  NumericEquals: numeric((value, wanted) => value === wanted),
  NumericLessThan: numeric((value, wanted) => value < wanted),
  NumericLessThanEquals: numeric((value, wanted) => value <= wanted),
  NumericGreaterThan: numeric((value, wanted) => value > wanted),
  NumericGreaterThanEquals: numeric((value, wanted) => value >= wanted),
  Bool: (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase(),
};

function arnLike(wanted: string): ContextMatcher {
  return contextMatcher(policyPattern(wanted, 'wildcards'), arnMatcher);
}

/** Each of the six parts of an ARN is matched by itself; the last may hold colons. */
function arnMatcher(tokens: Tokens): Matcher {
  const matchers = arnParts(tokens).map(matcher);
  return (arn) => {
    const parts = arnParts(literalTokens(arn)).map((part) => String.fromCharCode(...part));
    return (
      parts.length === matchers.length && parts.every((part, at) => matchers[at]?.(part) === true)
    );
  };
}

const ARN_PARTS = 6;
const COLON = ':'.charCodeAt(0);

function arnParts(tokens: Tokens): readonly Tokens[] {
  const colons = tokens.flatMap((token, at) => (token === COLON ? [at] : []));
  const cuts = colons.slice(0, ARN_PARTS - 1);
  return [-1, ...cuts].map((cut, at) => tokens.slice(cut + 1, cuts[at]));
}

function numeric(holds: (value: number, wanted: number) => boolean): Operator['compare'] {
  return (wanted) => (value) => holds(parseNumber(value), parseNumber(wanted));
}

/** What is no number compares to nothing. */
function parseNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
