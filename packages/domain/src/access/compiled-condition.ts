import { type Matcher, matcher } from './glob.ts';
import type { Condition, Effect } from './policy.ts';
import { fillIn, policyPattern } from './policy-pattern.ts';
import { contextValues, type RequestContext } from './request-context.ts';

type Holds = (context: RequestContext) => boolean;

/** Whether one value of the request matches one value of the policy. */
type Compare = (wanted: string, context: RequestContext) => Matcher;

type Operator = {
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly compare: Compare;
  readonly negated: boolean;
  readonly ifExists: boolean;
};

const ALWAYS: Holds = () => true;

/** All operators and keys must hold; no condition always does. */
export function compiledCondition(condition: Condition | undefined, effect: Effect): Holds {
  if (condition === undefined) {
    return ALWAYS;
  }
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys ?? {}).map(([key, wanted]) => compileTest(operator, key, wanted, effect)),
  );
  return (context) => tests.every((holds) => holds(context));
}

function compileTest(name: string, key: string, wanted: readonly string[], effect: Effect): Holds {
  if (name === 'Null') {
    return (context) =>
      wanted.some((text) => (text === 'true') === (contextValues(context, key) === undefined));
  }
  const operator = parseOperator(name);
  return (context) => {
    const values = contextValues(context, key) ?? [];
    return values.length === 0
      ? holdsWithoutValue(operator)
      : holdsForValues(operator, values, matchesWanted(operator, wanted, context), effect);
  };
}

const OPERATOR =
  /^(?:(ForAllValues|ForAnyValue):)?(String|Arn|Numeric|Bool)(Not)?(\w*?)(IfExists)?$/;

function parseOperator(name: string): Operator {
  const [, quantifier, family = '', not, comparison = '', ifExists] = OPERATOR.exec(name) ?? [];
  return {
    quantifier:
      quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? quantifier : undefined,
    compare: COMPARISONS[`${family}${comparison}`] ?? never,
    negated: not !== undefined,
    ifExists: ifExists !== undefined,
  };
}

/**
 * A key that is absent: positive operators are false, negated ones true, `IfExists` makes both true.
 * `ForAllValues` is true of no values, `ForAnyValue` false.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function holdsWithoutValue({ quantifier, negated, ifExists }: Operator): boolean {
  if (ifExists || quantifier === 'ForAllValues') {
    return true;
  }
  return quantifier === undefined && negated;
}

/** Several values under an operator for one: IAM does not define it; here an Allow does not hold and a Deny does. */
function holdsForValues(
  { quantifier, negated }: Operator,
  values: readonly string[],
  isWanted: Matcher,
  effect: Effect,
): boolean {
  const fits: Matcher = (value) => isWanted(value) !== negated;
  switch (quantifier) {
    case 'ForAllValues':
      return values.every(fits);
    case 'ForAnyValue':
      return values.some(fits);
    case undefined:
      return values.length === 1 ? values.every(fits) : effect === 'Deny';
  }
}

function matchesWanted(
  { compare }: Operator,
  wanted: readonly string[],
  context: RequestContext,
): Matcher {
  const matchers = wanted.map((text) => compare(text, context));
  return (value) => matchers.some((matches) => matches(value));
}

const never: Compare = () => () => false;

/** Without `Not`, which turns the outcome round. */
const COMPARISONS: Readonly<Record<string, Compare>> = {
  StringEquals: (wanted, context) => textMatcher(wanted, 'no-wildcards', context),
  StringEqualsIgnoreCase: (wanted, context) => {
    const matches = textMatcher(wanted.toLowerCase(), 'no-wildcards', context);
    return (value) => matches(value.toLowerCase());
  },
  StringLike: (wanted, context) => textMatcher(wanted, 'wildcards', context),
  ArnEquals: arnMatcher,
  ArnLike: arnMatcher,
  NumericEquals: numeric((value, wanted) => value === wanted),
  NumericLessThan: numeric((value, wanted) => value < wanted),
  NumericLessThanEquals: numeric((value, wanted) => value <= wanted),
  NumericGreaterThan: numeric((value, wanted) => value > wanted),
  NumericGreaterThanEquals: numeric((value, wanted) => value >= wanted),
  Bool: (wanted) => (value) => value.toLowerCase() === wanted.toLowerCase(),
};

function textMatcher(
  wanted: string,
  wildcards: 'wildcards' | 'no-wildcards',
  context: RequestContext,
): Matcher {
  const tokens = fillIn(policyPattern(wanted, wildcards), context);
  return tokens === undefined ? () => false : matcher(tokens);
}

/** Each of the six parts of an ARN is matched by itself; the last may hold colons. */
function arnMatcher(wanted: string, context: RequestContext): Matcher {
  const parts = arnParts(wanted).map((part) => textMatcher(part, 'wildcards', context));
  return (value) => {
    const values = arnParts(value);
    return (
      values.length === parts.length && parts.every((matches, at) => matches(values[at] ?? ''))
    );
  };
}

const ARN_PARTS = 6;

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

function numeric(holds: (value: number, wanted: number) => boolean): Compare {
  return (wanted) => (value) =>
    value.trim() !== '' && wanted.trim() !== '' && holds(Number(value), Number(wanted));
}
