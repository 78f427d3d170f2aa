import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { NotAuthorized, streamName } from '../topics/index.ts';
import { type KafkaAuthorizer, kafkaAuthorizer, notAuthorized } from './authorize.ts';
import type { Denied } from './decide.ts';
import type { KafkaAction } from './kafka-actions.ts';
import { clusterArn, groupArn, topicArn } from './kafka-arn.ts';
import { deny, policy, type Statement } from './policy.ts';
import { policyOf, TENANT_TAG, taggedTenantPolicy } from './policy-of.ts';
import { tenantBoundary } from './role-policies.ts';

const CELL = { region: 'eu-central-1', account: '111122223333', name: 'cell-1', uuid: 'u-1' };
const ACME = { kind: 'tenant', tenant: tenantId('acme') } as const;
const ORDERS = { kind: 'topic', name: 'acme.orders' } as const;
const OFFSETS = { kind: 'offsets', group: 'acme.orders.tally.1', topic: 'acme.orders' } as const;

const acme = kafkaAuthorizer({ policies: [policyOf(ACME, CELL)], cluster: CELL });

/** The tenant, with one of its actions taken away. */
function acmeWithout(action: KafkaAction): KafkaAuthorizer {
  const taken = policy(deny('Taken', [action], ['arn:aws:kafka:*']));
  return kafkaAuthorizer({ policies: [policyOf(ACME, CELL), taken], cluster: CELL });
}

describe('an operation', () => {
  test('is allowed by the statement that allows its own action', () => {
    expect(acme('produce', ORDERS)).toEqual({ kind: 'allow', statement: 'Topics' });
    expect(acme('commit-offsets', OFFSETS)).toEqual({ kind: 'allow', statement: 'Groups' });
    expect(acme('connect', { kind: 'cluster' })).toEqual({ kind: 'allow', statement: 'Connect' });
  });

  test.each([
    ['produce', 'kafka-cluster:WriteData', 'topic'],
    ['produce-idempotently', 'kafka-cluster:WriteDataIdempotently', 'cluster'],
    ['produce-idempotently', 'kafka-cluster:WriteData', 'topic'],
    ['produce', 'kafka-cluster:DescribeTopic', 'topic'],
    ['produce', 'kafka-cluster:Connect', 'cluster'],
    ['fetch', 'kafka-cluster:ReadData', 'topic'],
    ['fetch', 'kafka-cluster:DescribeTopic', 'topic'],
    ['list-offsets', 'kafka-cluster:DescribeTopic', 'topic'],
    ['describe-topic', 'kafka-cluster:Connect', 'cluster'],
  ] as const)('%s is denied without %s', (operation, action, type) => {
    expect(acmeWithout(action)(operation, ORDERS)).toEqual({
      kind: 'deny',
      reason: 'explicit',
      statement: 'Taken',
      action,
      resource: type === 'topic' ? topicArn(CELL, ORDERS.name) : clusterArn(CELL),
    });
  });

  test.each([
    ['commit-offsets', 'kafka-cluster:AlterGroup', groupArn(CELL, OFFSETS.group)],
    ['commit-offsets', 'kafka-cluster:DescribeGroup', groupArn(CELL, OFFSETS.group)],
    ['commit-offsets', 'kafka-cluster:ReadData', topicArn(CELL, OFFSETS.topic)],
    ['fetch-offsets', 'kafka-cluster:DescribeGroup', groupArn(CELL, OFFSETS.group)],
    ['fetch-offsets', 'kafka-cluster:DescribeTopic', topicArn(CELL, OFFSETS.topic)],
  ] as const)('%s is denied without %s', (operation, action, resource) => {
    expect(acmeWithout(action)(operation, OFFSETS)).toMatchObject({
      kind: 'deny',
      action,
      resource,
    });
  });

  test('that reads without a group needs no right to a group', () => {
    const stream = streamName('orders');
    const replayer = kafkaAuthorizer({
      policies: [policyOf({ kind: 'replayer', stream }, CELL)],
      cluster: CELL,
    });
    expect(replayer('fetch', ORDERS).kind).toBe('allow');
    expect(replayer('join-group', { kind: 'group', name: OFFSETS.group }).kind).toBe('deny');
  });

  test('is denied for its own action before what that requires', () => {
    const nobody = kafkaAuthorizer({ policies: [], cluster: CELL });
    expect(nobody('fetch', ORDERS)).toMatchObject({ action: 'kafka-cluster:ReadData' });
  });

  test('is denied on another cluster of the same name', () => {
    const rebuilt = kafkaAuthorizer({
      policies: [policyOf(ACME, CELL)],
      cluster: { ...CELL, uuid: 'u-2' },
    });
    expect(rebuilt('produce', ORDERS).kind).toBe('deny');
  });

  test('takes both names of offsets into account', () => {
    expect(acme('commit-offsets', { ...OFFSETS, topic: 'acme-labs.orders' }).kind).toBe('deny');
    expect(acme('commit-offsets', { ...OFFSETS, group: 'acme-labs.orders.tally.1' }).kind).toBe(
      'deny',
    );
    expect(acme('commit-offsets', OFFSETS).kind).toBe('allow');
  });
});

describe('an authorizer', () => {
  test('remembers its answers, each for its own operation and name', () => {
    const first = acme('produce', ORDERS);
    expect(acme('produce', { ...ORDERS })).toBe(first);
    expect(acme('delete-topic', ORDERS).kind).toBe('deny');
    expect(acme('produce', { kind: 'topic', name: 'acme-labs.orders' }).kind).toBe('deny');
    expect(acme('produce', ORDERS)).toBe(first);
  });

  test('stays right when more names are asked than it remembers', () => {
    const before = acme('produce', ORDERS);
    const names = Array.from({ length: 20_001 }, (_, at) => `globex.s${at}`);
    const kinds = new Set(names.map((name) => acme('produce', { kind: 'topic', name }).kind));
    expect(kinds).toEqual(new Set(['deny']));
    expect(acme('produce', ORDERS)).toEqual(before);
  });

  test('is narrowed by a boundary', () => {
    const everything: Statement = {
      Sid: 'TooMuch',
      Effect: 'Allow',
      Action: ['kafka-cluster:*'],
      Resource: ['*'],
    };
    const bounded = kafkaAuthorizer({
      policies: [policy(everything)],
      boundary: tenantBoundary(CELL),
      cluster: CELL,
    });
    expect(bounded('produce', ORDERS).kind).toBe('allow');
    expect(bounded('delete-topic', ORDERS)).toMatchObject({ kind: 'deny', layer: 'boundary' });
  });

  test('fills the tag of its session into the policies', () => {
    const tagged = kafkaAuthorizer({
      policies: [taggedTenantPolicy(CELL)],
      cluster: CELL,
      context: { [TENANT_TAG]: 'acme' },
    });
    expect(tagged('produce-idempotently', ORDERS).kind).toBe('allow');
    expect(tagged('produce', { kind: 'topic', name: 'acme-labs.orders' }).kind).toBe('deny');
  });
});

describe('a refusal', () => {
  const denied: Denied = {
    kind: 'deny',
    reason: 'explicit',
    statement: 'KeepShared',
    action: 'kafka-cluster:DeleteTopic',
    resource: topicArn(CELL, 'pool.orders'),
  };

  test('names who, what and where', () => {
    const refusal = notAuthorized({ kind: 'eraser' }, denied);
    expect(refusal).toBeInstanceOf(NotAuthorized);
    expect(refusal.facts).toEqual({
      principal: 'eraser',
      action: 'kafka-cluster:DeleteTopic',
      resource: topicArn(CELL, 'pool.orders'),
    });
  });
});
