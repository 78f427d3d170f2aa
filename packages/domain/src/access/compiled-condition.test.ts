import { describe, expect, test } from 'vitest';
import { compiledCondition } from './compiled-condition.ts';
import { PolicyInvalid } from './errors.ts';
import type { Condition } from './policy.ts';
import type { RequestContext } from './request-context.ts';

type Case = readonly [condition: Condition, context: RequestContext, holds: boolean];

function holds(condition: Condition, context: RequestContext): boolean {
  return compiledCondition(condition, 'Allow')(context);
}

const ROLE = 'arn:aws:iam::111122223333:role/tributary/tenant/acme';

describe('a comparison', () => {
  test.each<Case>([
    [{ StringEquals: { k: ['a', 'b'] } }, { k: 'b' }, true],
    [{ StringEquals: { k: ['a', 'b'] } }, { k: 'c' }, false],
    [{ StringEquals: { k: ['a*'] } }, { k: 'ab' }, false],
    [{ StringEquals: { k: ['a*'] } }, { k: 'a*' }, true],
    [{ StringEquals: { k: ['A'] } }, { k: 'a' }, false],
    [{ StringEquals: { K: ['a'] } }, { k: 'a' }, true],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'c' }, true],
    [{ StringLike: { k: ['a?', 'b*'] } }, { k: 'beta' }, true],
    [{ StringLike: { k: ['a?', 'b*'] } }, { k: 'a' }, false],
    [{ StringNotLike: { k: ['a*', 'b*'] } }, { k: 'beta' }, false],
    [{ StringNotLike: { k: ['a*', 'b*'] } }, { k: 'gamma' }, true],
    [{ Bool: { k: ['true'] } }, { k: 'True' }, true],
    [{ Bool: { k: ['true'] } }, { k: 'false' }, false],
    [{ NumericEquals: { k: ['10'] } }, { k: '10.0' }, true],
    [{ NumericEquals: { k: ['10'] } }, { k: '11' }, false],
    [{ NumericNotEquals: { k: ['10'] } }, { k: '11' }, true],
    [{ NumericNotEquals: { k: ['10'] } }, { k: '10' }, false],
    [{ NumericLessThan: { k: ['10'] } }, { k: '9' }, true],
    [{ NumericLessThan: { k: ['10'] } }, { k: '10' }, false],
    [{ NumericLessThanEquals: { k: ['10'] } }, { k: '10' }, true],
    [{ NumericLessThanEquals: { k: ['10'] } }, { k: '11' }, false],
    [{ NumericGreaterThan: { k: ['10'] } }, { k: '11' }, true],
    [{ NumericGreaterThan: { k: ['10'] } }, { k: '10' }, false],
    [{ NumericGreaterThanEquals: { k: ['10'] } }, { k: '10' }, true],
    [{ NumericGreaterThanEquals: { k: ['10'] } }, { k: '9' }, false],
    [{ NumericGreaterThanEquals: { k: ['0'] } }, { k: '' }, false],
    [{ NumericGreaterThanEquals: { k: ['0'] } }, { k: 'many' }, false],
  ])('%j of %j: %s', (condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });

  test.each<Case>([
    [{ ArnLike: { k: ['arn:aws:iam::*:role/tributary/*'] } }, { k: ROLE }, true],
    [{ ArnEquals: { k: ['arn:aws:iam::*:role/tributary/*'] } }, { k: ROLE }, true],
    [{ ArnLike: { k: ['arn:aws:iam::111122223333:role/other/*'] } }, { k: ROLE }, false],
    [{ ArnNotLike: { k: ['arn:aws:iam::*:role/tributary/*'] } }, { k: ROLE }, false],
    [{ ArnNotEquals: { k: ['arn:aws:iam::*:role/other/*'] } }, { k: ROLE }, true],
    [{ ArnLike: { k: ['arn:aws:s3:::a:*'] } }, { k: 'arn:aws:s3:::a:b:c' }, true],
  ])('of ARNs %j of %j: %s', (condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });

  test.each(['arn:*:role/tributary/tenant/acme', 'arn:aws:iam:*:role/tributary/tenant/acme', '*'])(
    'of ARNs lets no wildcard cross a colon: %s',
    (wanted) => {
      expect(holds({ ArnLike: { k: [wanted] } }, { k: ROLE })).toBe(false);
    },
  );

  test('fills variables into its values', () => {
    const condition: Condition = { StringEquals: { k: [`role-\${aws:PrincipalTag/tenantId}`] } };
    expect(holds(condition, { k: 'role-acme', 'aws:PrincipalTag/tenantId': 'acme' })).toBe(true);
    expect(holds(condition, { k: 'role-acme', 'aws:PrincipalTag/tenantId': 'globex' })).toBe(false);
    expect(holds(condition, { k: 'role-acme' })).toBe(false);
  });

  test('fills a variable with colons in its key into an ARN', () => {
    const wanted = `arn:aws:iam::111122223333:role/tributary/tenant/\${aws:PrincipalTag/tenantId}`;
    const condition: Condition = { ArnLike: { k: [wanted] } };
    expect(holds(condition, { k: ROLE, 'aws:PrincipalTag/tenantId': 'acme' })).toBe(true);
    expect(holds(condition, { k: ROLE, 'aws:PrincipalTag/tenantId': 'acm' })).toBe(false);
  });
});

describe('a key that is absent', () => {
  test.each<readonly [Condition, boolean]>([
    [{ StringEquals: { k: ['a'] } }, false],
    [{ StringLike: { k: ['*'] } }, false],
    [{ Bool: { k: ['false'] } }, false],
    [{ NumericLessThan: { k: ['1'] } }, false],
    [{ StringNotEquals: { k: ['a'] } }, true],
    [{ StringNotLike: { k: ['*'] } }, true],
    [{ ArnNotLike: { k: ['*'] } }, true],
    [{ NumericNotEquals: { k: ['1'] } }, true],
    [{ StringEqualsIfExists: { k: ['a'] } }, true],
    [{ BoolIfExists: { k: ['true'] } }, true],
    [{ 'ForAllValues:StringEquals': { k: ['a'] } }, true],
    [{ 'ForAnyValue:StringEquals': { k: ['a'] } }, false],
    [{ 'ForAnyValue:StringNotEquals': { k: ['a'] } }, false],
    [{ 'ForAnyValue:StringEqualsIfExists': { k: ['a'] } }, true],
    [{ Null: { k: ['true'] } }, true],
    [{ Null: { k: ['false'] } }, false],
  ])('%j: %s', (condition, expected) => {
    expect(holds(condition, { other: 'a' })).toBe(expected);
  });
});

describe('a key that is there', () => {
  test.each<Case>([
    [{ StringEqualsIfExists: { k: ['a'] } }, { k: 'b' }, false],
    [{ StringEqualsIfExists: { k: ['a'] } }, { k: 'a' }, true],
    [{ Null: { k: ['true'] } }, { k: '' }, false],
    [{ Null: { k: ['false'] } }, { k: '' }, true],
    [{ StringLike: { k: ['*'] } }, { k: '' }, true],
  ])('%j of %j: %s', (condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });
});

describe('several values', () => {
  test.each<Case>([
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'b', 'a'] }, true],
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }, false],
    [{ 'ForAllValues:StringNotEquals': { k: ['a', 'b'] } }, { k: ['c', 'd'] }, true],
    [{ 'ForAllValues:StringNotEquals': { k: ['a', 'b'] } }, { k: ['c', 'a'] }, false],
    [{ 'ForAllValues:StringEquals': { k: ['a'] } }, { k: [] }, true],
    [{ 'ForAnyValue:StringLike': { k: ['a*'] } }, { k: ['x', 'ab'] }, true],
    [{ 'ForAnyValue:StringLike': { k: ['a*'] } }, { k: ['x', 'y'] }, false],
    [{ 'ForAnyValue:StringNotLike': { k: ['a*'] } }, { k: ['ab', 'y'] }, true],
    [{ 'ForAnyValue:StringNotLike': { k: ['a*'] } }, { k: ['ab', 'ac'] }, false],
    [{ 'ForAnyValue:StringLike': { k: ['a*'] } }, { k: [] }, false],
    [{ StringEquals: { k: ['a'] } }, { k: ['a'] }, true],
    [{ StringEquals: { k: ['a'] } }, { k: [] }, false],
  ])('%j of %j: %s', (condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });

  test.each<Condition>([{ StringEquals: { k: ['a'] } }, { StringNotEquals: { k: ['z'] } }])(
    'under an operator for one open nothing: %j',
    (condition) => {
      const context = { k: ['a', 'b'] };
      expect(compiledCondition(condition, 'Allow')(context)).toBe(false);
      expect(compiledCondition(condition, 'Deny')(context)).toBe(true);
    },
  );
});

describe('a condition', () => {
  test.each(['NumericLike', 'IpAddress', 'stringEquals', 'StringEqualsNot'])(
    'with the operator %s is refused, not ignored',
    (operator) => {
      const odd: Condition = Object.fromEntries([[operator, { k: ['1'] as const }]]);
      expect(() => compiledCondition(odd, 'Deny')).toThrow(PolicyInvalid);
    },
  );

  test('of nothing holds', () => {
    expect(compiledCondition(undefined, 'Allow')({})).toBe(true);
    expect(holds({}, {})).toBe(true);
  });

  test('holds only if every key of every operator does', () => {
    const condition: Condition = {
      StringEquals: { one: ['1'], two: ['2'] },
      Bool: { three: ['true'] },
    };
    const context = { one: '1', two: '2', three: 'true' };
    expect(holds(condition, context)).toBe(true);
    expect(holds(condition, { ...context, two: '1' })).toBe(false);
    expect(holds(condition, { ...context, three: 'false' })).toBe(false);
  });
});
