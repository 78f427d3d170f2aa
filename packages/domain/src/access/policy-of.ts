import type { TenantId } from '../tenancy/index.ts';
import { CONTROL_TOPIC, POOL, type StreamName, topicPrefix } from '../topics/index.ts';
import { clusterArn, groupArn, type KafkaCluster, topicArn } from './kafka-arn.ts';
import {
  allow,
  deny,
  type NonEmpty,
  type PolicyDocument,
  policy,
  type Statement,
} from './policy.ts';
import type { Principal } from './principal.ts';
import { accessAdminPolicy } from './role-policies.ts';

/** What the principal may do on the cluster, and nothing else. Each duty of a saga is a principal of its own. */
export function policyOf(principal: Principal, cluster: KafkaCluster): PolicyDocument {
  switch (principal.kind) {
    case 'tenant':
      return tenantPolicy(cluster, ownPattern(principal.tenant));
    case 'dedicated-consumer':
      return dedicatedConsumerPolicy(cluster, principal.tenant);
    case 'shared-consumer':
      return sharedConsumerPolicy(cluster, principal.stream);
    case 'replayer':
      return replayerPolicy(cluster, principal.stream);
    case 'publisher':
      return publisherPolicy(cluster, principal.streams);
    case 'control-publisher':
      return controlPublisherPolicy(cluster);
    case 'provisioner':
      return provisionerPolicy(cluster);
    case 'access-admin':
      return accessAdminPolicy(cluster.account);
    case 'subscriber':
      return policy(connect(cluster), ...describeEverything(cluster));
    case 'eraser':
      return eraserPolicy(cluster);
    case 'operator':
      return operatorPolicy(cluster);
  }
}

/**
 * The one role for all tenants that are past IAM's role quota: its session must carry the tag `tenantId`. Without the tag, or
 * with one that could open other names than one tenant's, nothing is allowed.
 */
export function taggedTenantPolicy(cluster: KafkaCluster): PolicyDocument {
  const { Version, Statement: statements } = tenantPolicy(cluster, `\${${TENANT_TAG}}.*`);
  const [first, ...rest] = statements;
  return { Version, Statement: [onlyForTenants(first), ...rest.map(onlyForTenants)] };
}

export const TENANT_TAG = 'aws:PrincipalTag/tenantId';

/** STS lets a tag hold letters, digits, spaces and `_.:/=+-@`: `acme.orders` would open a part of what is acme's. */
function onlyForTenants(statement: Statement): Statement {
  return {
    ...statement,
    Condition: {
      StringLike: { [TENANT_TAG]: ['???*'] },
      StringNotLike: { [TENANT_TAG]: ['*.*', '*/*', '*:*', '* *'] },
      StringNotEquals: { [TENANT_TAG]: [POOL, PLATFORM] },
    },
  };
}

const PLATFORM = 'platform';

/** Every name that the platform makes has a dot. */
const EVERYTHING = '*.*';

function ownPattern(tenant: TenantId): string {
  return `${topicPrefix(tenant)}*`;
}

function tenantPolicy(cluster: KafkaCluster, own: string): PolicyDocument {
  return policy(
    connectToWrite(cluster),
    allow(
      'Topics',
      ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData', 'kafka-cluster:WriteData'],
      [topicArn(cluster, own)],
    ),
    useGroups(cluster, own),
  );
}

function dedicatedConsumerPolicy(cluster: KafkaCluster, tenant: TenantId): PolicyDocument {
  const own = ownPattern(tenant);
  return policy(connect(cluster), read(cluster, own), useGroups(cluster, own));
}

function sharedConsumerPolicy(cluster: KafkaCluster, stream: StreamName): PolicyDocument {
  return policy(
    connect(cluster),
    read(cluster, `*.${stream}`),
    useGroups(cluster, `*.${stream}.*`),
    keepFromControlTopic(cluster),
  );
}

function replayerPolicy(cluster: KafkaCluster, stream: StreamName): PolicyDocument {
  return policy(connect(cluster), read(cluster, `*.${stream}`), keepFromControlTopic(cluster));
}

function publisherPolicy(cluster: KafkaCluster, streams: NonEmpty<StreamName>): PolicyDocument {
  const [first, ...rest] = streams;
  const patterns = [`*.${first}`, ...rest.map((stream) => `*.${stream}`)] as const;
  return policy(connectToWrite(cluster), write(cluster, patterns), keepFromControlTopic(cluster));
}

function provisionerPolicy(cluster: KafkaCluster): PolicyDocument {
  return policy(
    connect(cluster),
    allow(
      'CreateTopics',
      [
        'kafka-cluster:CreateTopic',
        'kafka-cluster:DescribeTopic',
        'kafka-cluster:DescribeTopicDynamicConfiguration',
      ],
      [topicArn(cluster, EVERYTHING)],
    ),
  );
}

/** A repetition reads back whether the event is there already. */
function controlPublisherPolicy(cluster: KafkaCluster): PolicyDocument {
  return policy(
    connectToWrite(cluster),
    write(cluster, [CONTROL_TOPIC]),
    read(cluster, CONTROL_TOPIC),
  );
}

/** It erases tenants: what they share, and what the platform tells, is out of its reach. */
function eraserPolicy(cluster: KafkaCluster): PolicyDocument {
  return policy(
    connect(cluster),
    ...describeEverything(cluster),
    allow('DeleteTopics', ['kafka-cluster:DeleteTopic'], [topicArn(cluster, EVERYTHING)]),
    allow('DeleteGroups', ['kafka-cluster:DeleteGroup'], [groupArn(cluster, EVERYTHING)]),
    deny(
      'KeepShared',
      ['kafka-cluster:DeleteTopic', 'kafka-cluster:DeleteGroup'],
      [
        topicArn(cluster, `${POOL}.*`),
        topicArn(cluster, `${PLATFORM}.*`),
        groupArn(cluster, `${POOL}.*`),
        groupArn(cluster, `${PLATFORM}.*`),
      ],
    ),
  );
}

function operatorPolicy(cluster: KafkaCluster): PolicyDocument {
  return policy(
    allow(
      'Connect',
      ['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'],
      [clusterArn(cluster)],
    ),
    ...describeEverything(cluster),
  );
}

function connect(cluster: KafkaCluster): Statement {
  return allow('Connect', ['kafka-cluster:Connect'], [clusterArn(cluster)]);
}

/** WriteDataIdempotently opens no topic by itself; since Kafka 2.8 an idempotent producer needs it beside WriteData. */
function connectToWrite(cluster: KafkaCluster): Statement {
  return allow(
    'Connect',
    ['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'],
    [clusterArn(cluster)],
  );
}

function read(cluster: KafkaCluster, pattern: string): Statement {
  return allow(
    'ReadTopics',
    ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
    [topicArn(cluster, pattern)],
  );
}

function write(cluster: KafkaCluster, [first, ...rest]: NonEmpty<string>): Statement {
  return allow(
    'WriteTopics',
    ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
    [topicArn(cluster, first), ...rest.map((pattern) => topicArn(cluster, pattern))],
  );
}

function useGroups(cluster: KafkaCluster, pattern: string): Statement {
  return allow(
    'Groups',
    ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'],
    [groupArn(cluster, pattern)],
  );
}

function describeEverything(cluster: KafkaCluster): readonly [Statement, Statement] {
  return [
    allow(
      'DescribeTopics',
      ['kafka-cluster:DescribeTopic', 'kafka-cluster:DescribeTopicDynamicConfiguration'],
      [topicArn(cluster, EVERYTHING)],
    ),
    allow('DescribeGroups', ['kafka-cluster:DescribeGroup'], [groupArn(cluster, EVERYTHING)]),
  ];
}

/** A stream may be called `control`, and `*.control` is also the platform's own topic. */
function keepFromControlTopic(cluster: KafkaCluster): Statement {
  return deny(
    'KeepFromPlatform',
    ['kafka-cluster:ReadData', 'kafka-cluster:WriteData'],
    [topicArn(cluster, `${PLATFORM}.*`)],
  );
}
