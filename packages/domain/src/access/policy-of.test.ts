import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { streamName } from '../topics/index.ts';
import { kafkaAuthorizer } from './authorize.ts';
import { decide } from './decide.ts';
import type { KafkaOperation } from './kafka-operations.ts';
import { policyOf, TENANT_TAG, taggedTenantPolicy } from './policy-of.ts';
import { type Principal, principalName } from './principal.ts';

const CELL = { region: 'eu-central-1', account: '111122223333', name: 'cell-1', uuid: 'u-1' };
const ACME = tenantId('acme');
const [ORDERS, IDENTITY, CONTROL] = [
  streamName('orders'),
  streamName('identity'),
  streamName('control'),
];

/** IAM's limit for the inline policies of one role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_INLINE_POLICY_CHARACTERS = 10_240;

const PRINCIPALS: readonly Principal[] = [
  { kind: 'tenant', tenant: ACME },
  { kind: 'dedicated-consumer', tenant: ACME },
  { kind: 'shared-consumer', stream: ORDERS },
  { kind: 'replayer', stream: ORDERS },
  { kind: 'publisher', streams: [ORDERS, IDENTITY] },
  { kind: 'control-publisher' },
  { kind: 'provisioner' },
  { kind: 'access-admin' },
  { kind: 'subscriber' },
  { kind: 'eraser' },
  { kind: 'operator' },
];

const TOPIC_OPERATIONS = [
  'describe-topic',
  'describe-topic-config',
  'list-offsets',
  'fetch',
  'produce',
  'produce-idempotently',
  'create-topic',
  'create-partitions',
  'alter-topic-config',
  'delete-topic',
  'delete-records',
] as const satisfies readonly KafkaOperation[];

function onTopic(principal: Principal, name: string): readonly KafkaOperation[] {
  const authorize = kafkaAuthorizer({ policies: [policyOf(principal, CELL)], cluster: CELL });
  return TOPIC_OPERATIONS.filter(
    (operation) => authorize(operation, { kind: 'topic', name }).kind === 'allow',
  );
}

const GROUP_OPERATIONS = [
  'describe-group',
  'join-group',
  'delete-group',
] as const satisfies readonly KafkaOperation[];

function onGroup(principal: Principal, name: string): readonly KafkaOperation[] {
  const authorize = kafkaAuthorizer({ policies: [policyOf(principal, CELL)], cluster: CELL });
  return GROUP_OPERATIONS.filter(
    (operation) => authorize(operation, { kind: 'group', name }).kind === 'allow',
  );
}

const SEE = ['describe-topic', 'list-offsets'];
const LOOK = ['describe-topic', 'describe-topic-config', 'list-offsets'];
const WRITE = ['produce', 'produce-idempotently'];

describe('on topics', () => {
  test.each<readonly [Principal, topic: string, may: readonly string[]]>([
    [{ kind: 'tenant', tenant: ACME }, 'acme.orders', [...SEE, 'fetch', ...WRITE]],
    [{ kind: 'tenant', tenant: ACME }, 'acme-labs.orders', []],
    [{ kind: 'tenant', tenant: ACME }, 'pool.orders', []],
    [{ kind: 'tenant', tenant: ACME }, 'platform.control', []],
    [{ kind: 'dedicated-consumer', tenant: ACME }, 'acme.orders', [...SEE, 'fetch']],
    [{ kind: 'dedicated-consumer', tenant: ACME }, 'acme-labs.orders', []],
    [{ kind: 'shared-consumer', stream: ORDERS }, 'acme.orders', [...SEE, 'fetch']],
    [{ kind: 'shared-consumer', stream: ORDERS }, 'pool.orders', [...SEE, 'fetch']],
    [{ kind: 'shared-consumer', stream: ORDERS }, 'acme.identity', []],
    [{ kind: 'shared-consumer', stream: ORDERS }, 'acme.back-orders', []],
    [{ kind: 'shared-consumer', stream: CONTROL }, 'platform.control', SEE],
    [{ kind: 'replayer', stream: ORDERS }, 'acme.orders', [...SEE, 'fetch']],
    [{ kind: 'replayer', stream: ORDERS }, 'acme.identity', []],
    [{ kind: 'replayer', stream: CONTROL }, 'platform.control', SEE],
    [{ kind: 'publisher', streams: [ORDERS, IDENTITY] }, 'acme.orders', [...SEE, ...WRITE]],
    [{ kind: 'publisher', streams: [ORDERS, IDENTITY] }, 'pool.identity', [...SEE, ...WRITE]],
    [{ kind: 'publisher', streams: [ORDERS] }, 'acme.identity', []],
    [{ kind: 'publisher', streams: [CONTROL] }, 'platform.control', SEE],
    [{ kind: 'control-publisher' }, 'platform.control', [...SEE, 'fetch', ...WRITE]],
    [{ kind: 'control-publisher' }, 'acme.orders', []],
    [{ kind: 'provisioner' }, 'acme.orders', [...LOOK, 'create-topic']],
    [{ kind: 'access-admin' }, 'acme.orders', []],
    [{ kind: 'subscriber' }, 'acme.orders', LOOK],
    [{ kind: 'eraser' }, 'acme.orders', [...LOOK, 'delete-topic', 'delete-records']],
    [{ kind: 'eraser' }, 'pool.orders', LOOK],
    [{ kind: 'eraser' }, 'platform.control', LOOK],
    [{ kind: 'operator' }, 'acme.orders', LOOK],
  ])('%j may on %s: %j', (principal, topic, may) => {
    expect(onTopic(principal, topic)).toEqual(may);
  });
});

describe('on groups', () => {
  const use = ['describe-group', 'join-group'];
  const group = 'acme.orders.tally.1';

  test.each<readonly [Principal, group: string, may: readonly string[]]>([
    [{ kind: 'tenant', tenant: ACME }, group, use],
    [{ kind: 'tenant', tenant: ACME }, 'acme-labs.orders.tally.1', []],
    [{ kind: 'tenant', tenant: ACME }, 'pool.orders.tally.1', []],
    [{ kind: 'dedicated-consumer', tenant: ACME }, group, use],
    [{ kind: 'dedicated-consumer', tenant: ACME }, 'acme-labs.orders.tally.1', []],
    [{ kind: 'shared-consumer', stream: ORDERS }, group, use],
    [{ kind: 'shared-consumer', stream: ORDERS }, 'pool.orders.tally.1', use],
    [{ kind: 'shared-consumer', stream: ORDERS }, 'acme.identity.tally.1', []],
    [{ kind: 'replayer', stream: ORDERS }, group, []],
    [{ kind: 'publisher', streams: [ORDERS] }, group, []],
    [{ kind: 'control-publisher' }, group, []],
    [{ kind: 'provisioner' }, group, []],
    [{ kind: 'access-admin' }, group, []],
    [{ kind: 'subscriber' }, group, ['describe-group']],
    [{ kind: 'eraser' }, group, ['describe-group', 'delete-group']],
    [{ kind: 'eraser' }, 'pool.orders.tally.1', ['describe-group']],
    [{ kind: 'operator' }, group, ['describe-group']],
  ])('%j may on %s: %j', (principal, name, may) => {
    expect(onGroup(principal, name)).toEqual(may);
  });
});

describe('the policy of every principal', () => {
  const policies = PRINCIPALS.map(
    (principal) => [principalName(principal), policyOf(principal, CELL)] as const,
  );

  test.each(policies)('of %s pins the cluster and names its actions', (_, document) => {
    const allowed = document.Statement.filter(({ Effect }) => Effect === 'Allow');
    const resources = allowed.flatMap(({ Resource }) => Resource);
    const pinned =
      /^arn:aws:(iam::111122223333:role\/tributary\/tenant\/\*$|kafka:eu-central-1:111122223333:(cluster\/cell-1\/u-1$|(topic|group)\/cell-1\/u-1\/.*\..*))/;
    expect(resources.filter((resource) => !pinned.test(resource))).toEqual([]);
    expect(allowed.flatMap(({ Action }) => Action).filter((action) => /[*?]/.test(action))).toEqual(
      [],
    );
  });

  test.each(policies)('of %s tells its statements apart by their Sids', (_, document) => {
    const sids = document.Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  });

  test('lets only the eraser delete, and only the provisioner create', () => {
    const whoMay = (action: string) =>
      policies
        .filter(([, document]) =>
          document.Statement.some(
            ({ Effect, Action }) => Effect === 'Allow' && Action.some((one) => one === action),
          ),
        )
        .map(([name]) => name);
    expect(whoMay('kafka-cluster:DeleteTopic')).toEqual(['eraser']);
    expect(whoMay('kafka-cluster:DeleteGroup')).toEqual(['eraser']);
    expect(whoMay('kafka-cluster:CreateTopic')).toEqual(['provisioner']);
    expect(whoMay('kafka-cluster:AlterTopic')).toEqual([]);
    expect(whoMay('kafka-cluster:AlterCluster')).toEqual([]);
  });

  test('of a tenant stays far below the size that IAM takes, whatever the tenant is called', () => {
    const long = {
      region: 'ap-southeast-1',
      account: '111122223333',
      name: 'c'.repeat(64),
      uuid: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-s3',
    };
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{30}[a-z0-9]$/).map(tenantId);
    fc.assert(
      fc.property(id, (tenant) => {
        const policy = JSON.stringify(policyOf({ kind: 'tenant', tenant }, long));
        expect(policy.length).toBeLessThan(MAX_INLINE_POLICY_CHARACTERS / 8);
        expect(JSON.stringify(taggedTenantPolicy(long)).length).toBeLessThan(
          MAX_INLINE_POLICY_CHARACTERS / 4,
        );
      }),
    );
  });
});

describe('a tenant', () => {
  test('reaches nothing of a tenant whose id begins like its own, nor the other way round', () => {
    const own = fc.stringMatching(/^t[a-z0-9-]{1,12}[a-z0-9]$/);
    const tail = fc.stringMatching(/^[a-z0-9-]{0,12}[a-z0-9]$/);
    fc.assert(
      fc.property(own, tail, fc.constantFrom('orders', 'identity'), (shorter, rest, stream) => {
        const [first, second] = [tenantId(shorter), tenantId(shorter + rest)];
        expect(onTopic({ kind: 'tenant', tenant: first }, `${second}.${stream}`)).toEqual([]);
        expect(onTopic({ kind: 'tenant', tenant: second }, `${first}.${stream}`)).toEqual([]);
        expect(onGroup({ kind: 'tenant', tenant: first }, `${second}.${stream}.x.1`)).toEqual([]);
        expect(onTopic({ kind: 'tenant', tenant: first }, `${first}.${stream}`)).toContain('fetch');
      }),
    );
  });
});

describe('the role that tenants share', () => {
  const shared = { identity: [taggedTenantPolicy(CELL)] };

  function mayWrite(topic: string, tag: string | undefined): boolean {
    const context = tag === undefined ? {} : { [TENANT_TAG]: tag };
    const resource = `arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/${topic}`;
    return (
      decide({ action: 'kafka-cluster:WriteData', resource, context }, shared).kind === 'allow'
    );
  }

  test('opens to a session what the tenant of its tag owns', () => {
    expect(mayWrite('acme.orders', 'acme')).toBe(true);
    expect(mayWrite('acme-labs.orders', 'acme')).toBe(false);
    expect(mayWrite('acme.orders', 'acme-labs')).toBe(false);
  });

  test.each([
    ['acme.orders', undefined],
    ['acme.orders', ''],
    ['.orders', ''],
    ['acme.orders', '*'],
    ['acme.orders', 'ac??'],
    ['acme.orders.x', 'acme.orders'],
    ['pool.orders', 'pool'],
    ['platform.control', 'platform'],
    ['a c.orders', 'a c'],
    ['x/acme.orders', 'x/acme'],
  ])('keeps %s from the tag %j', (topic, tag) => {
    expect(mayWrite(topic, tag)).toBe(false);
  });

  test('does not even let a session without a tag connect', () => {
    const resource = 'arn:aws:kafka:eu-central-1:111122223333:cluster/cell-1/u-1';
    expect(decide({ action: 'kafka-cluster:Connect', resource }, shared).kind).toBe('deny');
  });
});
