import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  ResourcePatternTypes,
} from '@platformatic/kafka';
import {
  decide,
  groupArn,
  KAFKA_ACTIONS,
  type KafkaAction,
  type KafkaCluster,
  type Principal,
  policy,
  policyOf,
  taggedTenantPolicy,
  topicArn,
} from '@tributary/domain/access';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import { streamName } from '@tributary/domain/topics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aclsOf, rowOf } from './acls.ts';

const CLUSTER: KafkaCluster = { region: 'r', account: '1', name: 'cell-1', uuid: 'u-1' };
const ORDERS = streamName('orders');

const IMPLIED_BY = new Map<number, readonly number[]>([
  [
    AclOperations.DESCRIBE,
    [AclOperations.READ, AclOperations.WRITE, AclOperations.DELETE, AclOperations.ALTER],
  ],
  [AclOperations.DESCRIBE_CONFIGS, [AclOperations.ALTER_CONFIGS]],
]);

/** As Kafka's authorizer decides: a Deny that speaks of it, else an Allow of it or of what implies it. */
function allows(acls: readonly Acl[], action: KafkaAction, name: string): boolean {
  const row = rowOf(action);
  const speaking = acls.filter(
    ({ resourceType, resourceName, resourcePatternType }) =>
      resourceType === row?.on &&
      (resourcePatternType === ResourcePatternTypes.PREFIXED
        ? name.startsWith(resourceName)
        : resourceName === '*' || resourceName === name),
  );
  const operations = [row?.operation ?? -1, ...(IMPLIED_BY.get(row?.operation ?? -1) ?? [])];
  const has = (permission: number, among: readonly number[]) =>
    speaking.some((acl) => acl.permissionType === permission && among.includes(acl.operation));
  return (
    !has(AclPermissionTypes.DENY, operations.slice(0, 1)) &&
    has(AclPermissionTypes.ALLOW, operations)
  );
}

const tenants = fc
  .tuple(fc.stringMatching(/^[a-f][a-z0-9]{2,6}$/), fc.constantFrom('', '-labs', '2', 'x'))
  .map(([start, tail]) => tenantId(`${start}${tail}`));
const related = tenants.chain((tenant) =>
  fc.tuple(fc.constant(tenant), fc.oneof(tenants, fc.constant(tenantId(`${tenant}-us`)))),
);
const streams = fc.constantFrom('orders', 'orders-2', 'identity', 'control');
const actions = fc.constantFrom(
  ...Object.keys(KAFKA_ACTIONS).filter(
    (name): name is KafkaAction => name !== 'kafka-cluster:Connect',
  ),
);

function principals(tenant: TenantId): readonly Principal[] {
  return [
    { kind: 'tenant', tenant },
    { kind: 'dedicated-consumer', tenant },
    { kind: 'control-publisher' },
    { kind: 'provisioner' },
    { kind: 'subscriber' },
    { kind: 'eraser' },
    { kind: 'operator' },
    { kind: 'publisher', streams: [ORDERS] },
    { kind: 'shared-consumer', stream: ORDERS },
    { kind: 'replayer', stream: ORDERS },
  ];
}

const ofStreams: ReadonlySet<string> = new Set(['publisher', 'shared-consumer', 'replayer']);

function question(action: KafkaAction, owner: string, stream: string) {
  const isGroup = KAFKA_ACTIONS[action].resource === 'group';
  const name = isGroup ? `${owner}.${stream}.tally.1` : `${owner}.${stream}`;
  return { name, arn: isGroup ? groupArn(CLUSTER, name) : topicArn(CLUSTER, name) };
}

test('ACLs allow what the policy allows on every name of the platform, and streams less', () => {
  fc.assert(
    fc.property(
      related,
      fc.constantFrom('theirs', 'pool', 'platform'),
      streams,
      actions.filter((action) => /topic|group/.test(KAFKA_ACTIONS[action].resource)),
      fc.nat(principals(tenantId('acme')).length - 1),
      ([tenant, other], whose, stream, action, index) => {
        const principal = principals(tenant)[index] ?? { kind: 'operator' };
        const { name, arn } = question(action, whose === 'theirs' ? other : whose, stream);
        const document = policyOf(principal, CLUSTER);
        const { acls } = aclsOf([document], CLUSTER, 'someone');
        const decision = decide({ action, resource: arn, context: {} }, { identity: [document] });
        const expected = !ofStreams.has(principal.kind) && decision.kind === 'allow';
        expect(allows(acls, action, name)).toBe(expected);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a policy that speaks of another cluster gives nothing here', () => {
  const elsewhere = { ...CLUSTER, uuid: 'u-2' };
  const document = policyOf({ kind: 'tenant', tenant: tenantId('acme') }, elsewhere);
  expect(aclsOf([document], CLUSTER, 'someone')).toEqual({ acls: [], beyondAcls: [] });
});

test('a condition makes an Allow give nothing and a Deny hold always', () => {
  const granted = policyOf({ kind: 'tenant', tenant: tenantId('acme') }, CLUSTER);
  const refused = policy({
    Sid: 'Refuse',
    Effect: 'Deny',
    Action: ['kafka-cluster:WriteData'],
    Resource: [topicArn(CLUSTER, 'acme.*')],
    Condition: { StringEquals: { 'aws:PrincipalTag/tenantId': ['acme'] } },
  });
  expect(aclsOf([taggedTenantPolicy(CLUSTER)], CLUSTER, 'someone').acls).toEqual([]);
  const { acls } = aclsOf([granted, refused], CLUSTER, 'someone');
  expect(allows(acls, 'kafka-cluster:WriteData', 'acme.orders')).toBe(false);
  expect(allows(acls, 'kafka-cluster:ReadData', 'acme.orders')).toBe(true);
});

test('nobody reaches the topics of Kafka itself, by "every name" either', () => {
  for (const principal of principals(tenantId('acme'))) {
    const { acls } = aclsOf([policyOf(principal, CLUSTER)], CLUSTER, 'someone');
    for (const action of ['kafka-cluster:DeleteTopic', 'kafka-cluster:ReadData'] as const) {
      expect(allows(acls, action, '__consumer_offsets')).toBe(false);
    }
  }
});

test('a Deny with a pattern that no ACL can say is not passed over', () => {
  const denied = policy({
    Sid: 'Refuse',
    Effect: 'Deny',
    Action: ['kafka-cluster:ReadData'],
    Resource: [topicArn(CLUSTER, '*.orders')],
  });
  const granted = policyOf({ kind: 'tenant', tenant: tenantId('acme') }, CLUSTER);
  const { acls } = aclsOf([granted, denied], CLUSTER, 'someone');
  expect(allows(acls, 'kafka-cluster:ReadData', 'acme.orders')).toBe(false);
});
