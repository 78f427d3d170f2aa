import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_RUN, globTokens, literalTokens, matcher } from './glob.ts';
import { fillIn, hasVariables, policyPattern } from './policy-pattern.ts';

const TENANT = `t.\${aws:PrincipalTag/tenantId}.*`;

function matches(pattern: string, context: Parameters<typeof fillIn>[1], text: string): boolean {
  const tokens = fillIn(policyPattern(pattern, 'wildcards'), context);
  return tokens !== undefined && matcher(tokens)(text);
}

describe('a policy variable', () => {
  test('stands for the value of the request', () => {
    const context = { 'aws:PrincipalTag/tenantId': 'acme' };
    expect(matches(TENANT, context, 't.acme.orders')).toBe(true);
    expect(matches(TENANT, context, 't.acme2.orders')).toBe(false);
  });

  test('is found whatever the case of its key', () => {
    expect(matches(TENANT, { 'AWS:principaltag/TENANTID': 'acme' }, 't.acme.orders')).toBe(true);
  });

  test('lets no wildcard in', () => {
    const value = fc.string({ unit: fc.constantFrom('*', '?', 'a', '$', '{', '}'), maxLength: 5 });
    fc.assert(
      fc.property(value, (tag) => {
        const tokens = fillIn(policyPattern(TENANT, 'wildcards'), {
          'aws:PrincipalTag/tenantId': tag,
        });
        expect(tokens).toEqual([...literalTokens(`t.${tag}.`), ANY_RUN]);
      }),
    );
  });

  test('without a value leaves nothing that matches', () => {
    expect(fillIn(policyPattern(TENANT, 'wildcards'), {})).toBeUndefined();
  });

  test('with several values leaves nothing that matches', () => {
    const context = { 'aws:PrincipalTag/tenantId': ['acme', 'globex'] };
    expect(fillIn(policyPattern(TENANT, 'wildcards'), context)).toBeUndefined();
  });

  test('without a value is what the caller puts in its place', () => {
    expect(fillIn(policyPattern(TENANT, 'wildcards'), {}, [ANY_RUN])).toEqual(globTokens('t.*.*'));
  });

  test('without a value is its default', () => {
    const pattern = `\${aws:PrincipalTag/team, 'team*'}/x`;
    expect(matches(pattern, {}, 'team*/x')).toBe(true);
    expect(matches(pattern, {}, 'teams/x')).toBe(false);
    expect(matches(pattern, { 'aws:PrincipalTag/team': 'red' }, 'red/x')).toBe(true);
  });
});

describe('an escaped wildcard', () => {
  test.each([
    [`a\${*}`, 'a*'],
    [`a\${?}`, 'a?'],
    [`a\${$}`, 'a$'],
  ])('%s is the character itself', (pattern, text) => {
    expect(matches(pattern, {}, text)).toBe(true);
    expect(matches(pattern, {}, 'ab')).toBe(false);
    expect(hasVariables(policyPattern(pattern, 'wildcards'))).toBe(false);
  });
});

describe('a pattern without wildcards', () => {
  test('takes a star as a star', () => {
    expect(fillIn(policyPattern('a*', 'no-wildcards'), {})).toEqual(literalTokens('a*'));
  });
});
