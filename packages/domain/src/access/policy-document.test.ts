import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { PolicyInvalid } from './errors.ts';
import { policyDocument } from './policy-document.ts';
import { policyOf, taggedTenantPolicy } from './policy-of.ts';
import { accessAdminPolicy } from './role-policies.ts';

const CELL = { region: 'eu-central-1', account: '111122223333', name: 'cell-1', uuid: 'u-1' };
const STATEMENT = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['kafka-cluster:ReadData'],
  Resource: ['arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/acme.*'],
};

function documentOf(change: object): unknown {
  return { Version: '2012-10-17', Statement: [{ ...STATEMENT, ...change }] };
}

describe('a stored policy', () => {
  test.each([
    ['of a tenant', policyOf({ kind: 'tenant', tenant: tenantId('acme') }, CELL)],
    ['with a tag', taggedTenantPolicy(CELL)],
    ['with a Deny', policyOf({ kind: 'eraser' }, CELL)],
    ['of another service', accessAdminPolicy('111122223333')],
  ])('%s comes back as it was written', (_, document) => {
    expect(policyDocument(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  test('may have one value where a list could be, and no Sid', () => {
    const { Sid, ...rest } = STATEMENT;
    const terse = { ...rest, Action: STATEMENT.Action[0], Resource: '*' };
    expect(policyDocument({ Version: '2012-10-17', Id: 'x', Statement: terse })).toEqual({
      Version: '2012-10-17',
      Statement: [{ ...STATEMENT, Sid: 'Statement0', Resource: ['*'] }],
    });
    expect(Sid).toBe('Read');
  });

  test.each([
    { Null: { k: 'true' } },
    { StringEquals: { k: ['a', 'b'], j: 'c' } },
    { ArnNotLikeIfExists: { k: 'arn:aws:s3:::x' } },
    { 'ForAnyValue:StringLike': { k: 'a*' } },
    { 'ForAllValues:NumericLessThanEquals': { k: '1' } },
    { NumericGreaterThan: { k: '1' } },
    { BoolIfExists: { k: 'true' } },
  ])('may have the condition %j', (condition) => {
    const [statement] = policyDocument(documentOf({ Condition: condition })).Statement;
    expect(Object.keys(statement.Condition ?? {})).toEqual(Object.keys(condition));
  });

  test.each([
    ['nothing', undefined],
    ['a list', [STATEMENT]],
    ['a text', '{}'],
    ['an old version', { Version: '2008-10-17', Statement: [STATEMENT] }],
    ['no version', { Statement: [STATEMENT] }],
    ['no statement', { Version: '2012-10-17', Statement: [] }],
    ['a statement that is none', { Version: '2012-10-17', Statement: ['Allow'] }],
    ['a member that is not known', { Version: '2012-10-17', Statement: [STATEMENT], More: 1 }],
    ['another effect', documentOf({ Effect: 'Maybe' })],
    ['no action', documentOf({ Action: [] })],
    ['all actions', documentOf({ Action: '*' })],
    ['an unknown service', documentOf({ Action: ['kafka-cluster:ReadData', 'ec2:RunInstances'] })],
    ['a service by its beginning', documentOf({ Action: 'kafka-clusters:ReadData' })],
    ['no resource', documentOf({ Resource: [] })],
    ['a resource that is no ARN', documentOf({ Resource: 'acme.*' })],
    ['a Sid that is no text', documentOf({ Sid: 7 })],
    ['NotAction', documentOf({ NotAction: ['kafka-cluster:ReadData'] })],
    ['NotResource', documentOf({ NotResource: ['*'] })],
    ['Principal', documentOf({ Principal: '*' })],
    ['an operator that is not evaluated', documentOf({ Condition: { IpAddress: { k: '::1' } } })],
    ['an operator for dates', documentOf({ Condition: { DateLessThan: { k: '2027-01-01' } } })],
    ['a condition without a value', documentOf({ Condition: { Bool: { k: [] } } })],
    ['a condition with a number', documentOf({ Condition: { NumericEquals: { k: 7 } } })],
    ['a condition that is none', documentOf({ Condition: 'true' })],
  ])('with %s is refused', (_, document) => {
    expect(() => policyDocument(document)).toThrow(PolicyInvalid);
  });

  test('of any shape is parsed or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => policyDocument(value)).toThrow(PolicyInvalid);
      }),
    );
  });
});
