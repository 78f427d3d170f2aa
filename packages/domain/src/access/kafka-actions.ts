export type KafkaResourceType = 'cluster' | 'topic' | 'group' | 'transactional-id';

type ActionRow = {
  readonly resource: KafkaResourceType;
  /** What the service asks for beside it, each on the resource of its own type. */
  readonly alsoRequired: readonly `kafka-cluster:${string}`[];
  readonly serverless: boolean;
};

/**
 * What IAM calls the things that can be done to a cluster.
 * Source: https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html
 */
export const KAFKA_ACTIONS = {
  'kafka-cluster:Connect': { resource: 'cluster', alsoRequired: [], serverless: true },
  'kafka-cluster:DescribeCluster': {
    resource: 'cluster',
    alsoRequired: ['kafka-cluster:Connect'],
    serverless: true,
  },
  'kafka-cluster:AlterCluster': {
    resource: 'cluster',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'],
    serverless: false,
  },
  'kafka-cluster:DescribeClusterDynamicConfiguration': {
    resource: 'cluster',
    alsoRequired: ['kafka-cluster:Connect'],
    serverless: false,
  },
  'kafka-cluster:AlterClusterDynamicConfiguration': {
    resource: 'cluster',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'],
    serverless: false,
  },
  'kafka-cluster:WriteDataIdempotently': {
    resource: 'cluster',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:WriteData'],
    serverless: true,
  },
  'kafka-cluster:CreateTopic': {
    resource: 'topic',
    alsoRequired: ['kafka-cluster:Connect'],
    serverless: true,
  },
  'kafka-cluster:DescribeTopic': {
    resource: 'topic',
    alsoRequired: ['kafka-cluster:Connect'],
    serverless: true,
  },
  'kafka-cluster:AlterTopic': {
    resource: 'topic',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeTopic'],
    serverless: true,
  },
  'kafka-cluster:DeleteTopic': {
    resource: 'topic',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeTopic'],
    serverless: true,
  },
  'kafka-cluster:DescribeTopicDynamicConfiguration': {
    resource: 'topic',
    alsoRequired: ['kafka-cluster:Connect'],
    serverless: true,
  },
  'kafka-cluster:AlterTopicDynamicConfiguration': {
    resource: 'topic',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeTopicDynamicConfiguration'],
    serverless: true,
  },
  'kafka-cluster:ReadData': {
    resource: 'topic',
    alsoRequired: [
      'kafka-cluster:Connect',
      'kafka-cluster:DescribeTopic',
      'kafka-cluster:AlterGroup',
    ],
    serverless: true,
  },
  'kafka-cluster:WriteData': {
    resource: 'topic',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeTopic'],
    serverless: true,
  },
  'kafka-cluster:DescribeGroup': {
    resource: 'group',
    alsoRequired: ['kafka-cluster:Connect'],
    serverless: true,
  },
  'kafka-cluster:AlterGroup': {
    resource: 'group',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeGroup'],
    serverless: true,
  },
  'kafka-cluster:DeleteGroup': {
    resource: 'group',
    alsoRequired: ['kafka-cluster:Connect', 'kafka-cluster:DescribeGroup'],
    serverless: true,
  },
  'kafka-cluster:DescribeTransactionalId': {
    resource: 'transactional-id',
    alsoRequired: ['kafka-cluster:Connect'],
    serverless: true,
  },
  'kafka-cluster:AlterTransactionalId': {
    resource: 'transactional-id',
    alsoRequired: [
      'kafka-cluster:Connect',
      'kafka-cluster:DescribeTransactionalId',
      'kafka-cluster:WriteData',
    ],
    serverless: true,
  },
} as const satisfies Record<`kafka-cluster:${string}`, ActionRow>;

export type KafkaAction = keyof typeof KAFKA_ACTIONS;

export const KAFKA_ACTION_NAMES: readonly KafkaAction[] =
  Object.keys(KAFKA_ACTIONS).filter(isKafkaAction);

function isKafkaAction(text: string): text is KafkaAction {
  return Object.hasOwn(KAFKA_ACTIONS, text);
}
