import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, denialReason } from './decide.ts';
import { type Action, type Arn, allow, deny, type PolicyDocument, policy } from './policy.ts';
import { policyDocument } from './policy-document.ts';

const OWN: Arn = 'arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/acme.*';
const ORDERS = 'arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/acme.orders';
const SECRET = 'arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/acme.secret';
const FOREIGN = 'arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/acme-labs.orders';

const READ: Action = 'kafka-cluster:ReadData';
const WRITE: Action = 'kafka-cluster:WriteData';
const READ_OWN = policy(allow('ReadOwn', [READ], [OWN]));
const READ_AND_WRITE_OWN = policy(allow('Own', [READ, WRITE], [OWN]));
const NOT_SECRET = policy(deny('NotSecret', [READ], [SECRET]));

describe('a decision', () => {
  test('allows what a statement allows, and names it', () => {
    const decision = decide({ action: READ, resource: ORDERS }, { identity: [READ_OWN] });
    expect(decision).toEqual({ kind: 'allow', statement: 'ReadOwn' });
  });

  test.each([
    ['another action', WRITE, ORDERS],
    ['another resource', READ, FOREIGN],
  ] as const)('denies %s implicitly', (_, action, resource) => {
    expect(decide({ action, resource }, { identity: [READ_OWN] })).toEqual({
      kind: 'deny',
      reason: 'implicit',
      layer: 'identity',
      action,
      resource,
    });
  });

  test('denies everything where there is no policy', () => {
    expect(decide({ action: READ, resource: ORDERS }, { identity: [] }).kind).toBe('deny');
  });

  test('allows what any of several documents allows', () => {
    const layers = { identity: [READ_OWN, policy(allow('WriteOwn', [WRITE], [OWN]))] };
    expect(decide({ action: WRITE, resource: ORDERS }, layers)).toEqual({
      kind: 'allow',
      statement: 'WriteOwn',
    });
  });

  test.each([
    ['identity', { identity: [READ_OWN, NOT_SECRET] }],
    [
      'boundary',
      { identity: [READ_OWN], boundary: policy(...READ_OWN.Statement, ...NOT_SECRET.Statement) },
    ],
    [
      'session',
      { identity: [READ_OWN], session: policy(...READ_OWN.Statement, ...NOT_SECRET.Statement) },
    ],
  ])('denies explicitly what a Deny of the %s names, whatever else allows it', (_, layers) => {
    expect(decide({ action: READ, resource: SECRET }, layers)).toEqual({
      kind: 'deny',
      reason: 'explicit',
      statement: 'NotSecret',
      action: READ,
      resource: SECRET,
    });
    expect(decide({ action: READ, resource: ORDERS }, layers).kind).toBe('allow');
  });

  test.each(['boundary', 'session'] as const)('is narrowed by the %s', (layer) => {
    const layers = { identity: [READ_AND_WRITE_OWN], [layer]: READ_OWN };
    expect(decide({ action: READ, resource: ORDERS }, layers).kind).toBe('allow');
    expect(decide({ action: WRITE, resource: ORDERS }, layers)).toMatchObject({
      reason: 'implicit',
      layer,
    });
  });

  test('is not widened by boundary and session', () => {
    const layers = {
      identity: [READ_OWN],
      boundary: READ_AND_WRITE_OWN,
      session: READ_AND_WRITE_OWN,
    };
    expect(decide({ action: WRITE, resource: ORDERS }, layers)).toMatchObject({
      layer: 'identity',
    });
  });

  test('takes no notice of the case of an action', () => {
    const shouting = policyDocument({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'kafka-cluster:READDATA', Resource: OWN },
    });
    expect(
      decide({ action: 'kafka-cluster:readData', resource: ORDERS }, { identity: [shouting] }).kind,
    ).toBe('allow');
  });

  test.each([
    ['kafka-cluster:*', READ, true],
    ['kafka-cluster:*Topic', 'kafka-cluster:DeleteTopic', true],
    ['kafka-cluster:*Topic', 'kafka-cluster:DescribeTopicDynamicConfiguration', false],
    ['kafka-cluster:?eadData', READ, true],
  ] as const)('reads the wildcards of %s for %s', (pattern, action, expected) => {
    const wide = policyDocument({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: pattern, Resource: '*' },
    });
    expect(decide({ action, resource: ORDERS }, { identity: [wide] }).kind === 'allow').toBe(
      expected,
    );
  });

  test('takes notice of the case of a resource', () => {
    const upper = ORDERS.replace('acme', 'ACME');
    expect(decide({ action: READ, resource: upper }, { identity: [READ_OWN] }).kind).toBe('deny');
  });

  test('asks the condition of a statement', () => {
    const onlyTls = policy(
      allow('Tls', [READ], [OWN], { Bool: { 'aws:SecureTransport': ['true'] } }),
    );
    const asked = { action: READ, resource: ORDERS } as const;
    expect(
      decide({ ...asked, context: { 'aws:SecureTransport': 'true' } }, { identity: [onlyTls] })
        .kind,
    ).toBe('allow');
    expect(
      decide({ ...asked, context: { 'aws:SecureTransport': 'false' } }, { identity: [onlyTls] })
        .kind,
    ).toBe('deny');
    expect(decide(asked, { identity: [onlyTls] }).kind).toBe('deny');
  });

  test('keeps apart the contexts in which one document is asked', () => {
    const own: Arn = `arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/\${aws:PrincipalTag/tenantId}.*`;
    const layers = { identity: [policy(allow('Own', [READ], [own]))] };
    const asked = (tenant: string) =>
      decide(
        { action: READ, resource: ORDERS, context: { 'aws:PrincipalTag/tenantId': tenant } },
        layers,
      ).kind;
    expect(['acme', 'acme-labs', 'acme', '*', ''].map(asked)).toEqual([
      'allow',
      'deny',
      'allow',
      'deny',
      'deny',
    ]);
    expect(decide({ action: READ, resource: ORDERS }, layers).kind).toBe('deny');
  });

  test('stays right when more actions are asked than are remembered', () => {
    const asked = Array.from({ length: 600 }, (_, at) => `kafka-cluster:Made${at}` as const);
    const kinds = asked.map(
      (action) => decide({ action, resource: ORDERS }, { identity: [READ_OWN] }).kind,
    );
    expect(new Set(kinds)).toEqual(new Set(['deny']));
    expect(decide({ action: READ, resource: ORDERS }, { identity: [READ_OWN] }).kind).toBe('allow');
  });
});

describe('any set of policies', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 4 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 4 });
  const statement = fc
    .tuple(fc.boolean(), fc.constantFrom(READ, WRITE), pattern)
    .map(([isAllow, action, glob]) =>
      (isAllow ? allow : deny)('Any', [action], [`arn:aws:kafka:r:1:topic/c/u/${glob}`]),
    );
  const documents: fc.Arbitrary<readonly PolicyDocument[]> = fc.array(
    fc.tuple(statement, fc.array(statement)).map(([first, rest]) => policy(first, ...rest)),
  );
  const request = fc.tuple(fc.constantFrom(READ, WRITE), name).map(([action, topic]) => ({
    action,
    resource: `arn:aws:kafka:r:1:topic/c/u/${topic}`,
  }));

  test('never allows more once a Deny, a boundary or a session is added', () => {
    fc.assert(
      fc.property(documents, statement, request, (identity, extra, asked) => {
        const before = decide(asked, { identity });
        const narrower = [
          decide(asked, { identity: [...identity, policy({ ...extra, Effect: 'Deny' })] }),
          decide(asked, { identity, boundary: policy(extra) }),
          decide(asked, { identity, session: policy(extra) }),
        ];
        expect(before.kind === 'deny' && narrower.some(({ kind }) => kind === 'allow')).toBe(false);
      }),
    );
  });

  test('answers the same in any order', () => {
    fc.assert(
      fc.property(documents, request, (identity, asked) => {
        const reversed = decide(asked, { identity: identity.toReversed() });
        expect(reversed.kind).toBe(decide(asked, { identity }).kind);
      }),
    );
  });
});

describe('the reason of a denial', () => {
  test('tells a Deny from a missing Allow', () => {
    const denied = { kind: 'deny', action: READ, resource: SECRET } as const;
    const explicit = denialReason({ ...denied, reason: 'explicit', statement: 'NotSecret' });
    expect(explicit).toContain('NotSecret');
    expect(denialReason({ ...denied, reason: 'implicit', layer: 'boundary' })).toContain(
      'boundary',
    );
  });
});
