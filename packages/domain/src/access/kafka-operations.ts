import type { KafkaAction } from './kafka-actions.ts';

/** What an operation is asked of; `offsets` are those of one group on one topic. */
export type KafkaResource =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'topic'; readonly name: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'offsets'; readonly group: string; readonly topic: string };

type OperationRow = {
  readonly on: KafkaResource['kind'];
  /** Each on the resource of its type; what the actions require beside them is in `KAFKA_ACTIONS`. */
  readonly needs: readonly KafkaAction[];
};

/**
 * What a client does, and the actions that it takes. Source: what Kafka asks its authorizer for each request,
 * https://cwiki.apache.org/confluence/pages/viewpage.action?pageId=75978240, in the words of `KAFKA_ACTIONS`:
 * Read of a group is AlterGroup, AlterConfigs is Alter...DynamicConfiguration, IdempotentWrite is WriteDataIdempotently.
 */
export const KAFKA_OPERATIONS = {
  produce: { on: 'topic', needs: ['kafka-cluster:WriteData'] },
  'produce-idempotently': {
    on: 'topic',
    needs: ['kafka-cluster:WriteData', 'kafka-cluster:WriteDataIdempotently'],
  },
  fetch: { on: 'topic', needs: ['kafka-cluster:ReadData'] },
  'list-offsets': { on: 'topic', needs: ['kafka-cluster:DescribeTopic'] },
  'describe-topic': { on: 'topic', needs: ['kafka-cluster:DescribeTopic'] },
  'create-topic': { on: 'topic', needs: ['kafka-cluster:CreateTopic'] },
  'delete-topic': { on: 'topic', needs: ['kafka-cluster:DeleteTopic'] },
  'delete-records': { on: 'topic', needs: ['kafka-cluster:DeleteTopic'] },
  'create-partitions': { on: 'topic', needs: ['kafka-cluster:AlterTopic'] },
  'describe-topic-config': {
    on: 'topic',
    needs: ['kafka-cluster:DescribeTopicDynamicConfiguration'],
  },
  'alter-topic-config': { on: 'topic', needs: ['kafka-cluster:AlterTopicDynamicConfiguration'] },
  'join-group': { on: 'group', needs: ['kafka-cluster:AlterGroup'] },
  'describe-group': { on: 'group', needs: ['kafka-cluster:DescribeGroup'] },
  'delete-group': { on: 'group', needs: ['kafka-cluster:DeleteGroup'] },
  'commit-offsets': {
    on: 'offsets',
    needs: ['kafka-cluster:AlterGroup', 'kafka-cluster:ReadData'],
  },
  'fetch-offsets': {
    on: 'offsets',
    needs: ['kafka-cluster:DescribeGroup', 'kafka-cluster:DescribeTopic'],
  },
  'delete-offsets': {
    on: 'offsets',
    needs: ['kafka-cluster:DeleteGroup', 'kafka-cluster:ReadData'],
  },
  connect: { on: 'cluster', needs: ['kafka-cluster:Connect'] },
  'describe-cluster': { on: 'cluster', needs: ['kafka-cluster:DescribeCluster'] },
  'describe-cluster-config': {
    on: 'cluster',
    needs: ['kafka-cluster:DescribeClusterDynamicConfiguration'],
  },
  'alter-cluster-config': {
    on: 'cluster',
    needs: ['kafka-cluster:AlterClusterDynamicConfiguration'],
  },
} as const satisfies Record<string, OperationRow>;

export type KafkaOperation = keyof typeof KAFKA_OPERATIONS;

export type ResourceOf<Operation extends KafkaOperation> = Extract<
  KafkaResource,
  { readonly kind: (typeof KAFKA_OPERATIONS)[Operation]['on'] }
>;
