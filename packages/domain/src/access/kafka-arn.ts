import { KafkaArnInvalid } from './errors.ts';
import type { KafkaResourceType } from './kafka-actions.ts';

/** Name and UUID together: the name alone would also mean an earlier or later cluster that bore it. */
export type KafkaCluster = {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly uuid: string;
};

type ArnOf<
  Type extends KafkaResourceType,
  Tail extends string,
> = `arn:aws:kafka:${string}:${string}:${Type}/${string}/${string}${Tail}`;

export type ClusterArn = ArnOf<'cluster', ''>;
export type TopicArn = ArnOf<'topic', `/${string}`>;
export type GroupArn = ArnOf<'group', `/${string}`>;
export type TransactionalIdArn = ArnOf<'transactional-id', `/${string}`>;

export function clusterArn(cluster: KafkaCluster): ClusterArn {
  return `arn:aws:kafka:${cluster.region}:${cluster.account}:cluster/${cluster.name}/${cluster.uuid}`;
}

/** `pattern` is a topic's name, or one with `*` and `?`. */
export function topicArn(cluster: KafkaCluster, pattern: string): TopicArn {
  return `arn:aws:kafka:${cluster.region}:${cluster.account}:topic/${cluster.name}/${cluster.uuid}/${pattern}`;
}

export function groupArn(cluster: KafkaCluster, pattern: string): GroupArn {
  return `arn:aws:kafka:${cluster.region}:${cluster.account}:group/${cluster.name}/${cluster.uuid}/${pattern}`;
}

export function transactionalIdArn(cluster: KafkaCluster, pattern: string): TransactionalIdArn {
  return `arn:aws:kafka:${cluster.region}:${cluster.account}:transactional-id/${cluster.name}/${cluster.uuid}/${pattern}`;
}

export type ParsedKafkaArn =
  | { readonly kind: 'cluster'; readonly cluster: KafkaCluster }
  | {
      readonly kind: 'topic' | 'group' | 'transactional-id';
      readonly cluster: KafkaCluster;
      /** A group may hold any character, `/` and `:` too. */
      readonly name: string;
    };

const ARN =
  /^arn:aws:kafka:([^:/\s]+):([^:/\s]+):(cluster|topic|group|transactional-id)\/([^:/\s]+)\/([^:/\s]+)(?:\/(.+))?$/s;

/** @throws {KafkaArnInvalid} */
export function parseKafkaArn(text: string): ParsedKafkaArn {
  const [, region, account, kind, clusterName, uuid, name] = ARN.exec(text) ?? [];
  if (!(region && account && clusterName && uuid)) {
    throw new KafkaArnInvalid();
  }
  const cluster = { region, account, name: clusterName, uuid };
  if (kind === 'cluster' && name === undefined) {
    return { kind, cluster };
  }
  if ((kind === 'topic' || kind === 'group' || kind === 'transactional-id') && name !== undefined) {
    return { kind, cluster, name };
  }
  throw new KafkaArnInvalid();
}
