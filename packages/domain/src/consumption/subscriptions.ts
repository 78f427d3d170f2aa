import type { CellId } from '../placement/index.ts';
import type { GroupName, StreamName, TopicName, TopicOwner } from '../topics/index.ts';

/** A consumer attached to one topic of one cell; on AWS a Lambda event source mapping. Its group names it. */
export type Subscription = {
  readonly group: GroupName;
  readonly cell: CellId;
  readonly topic: TopicName;
  readonly owner: TopicOwner;
  readonly stream: StreamName;
  /** The name of a `ConsumerDefinition` of the catalogue. */
  readonly consumer: string;
  /** Of the placement. */
  readonly epoch: number;
};

export type SubscriptionState = 'enabled' | 'paused';

export interface Subscriptions {
  /** Starts to deliver from the beginning of the topic, or from where the group stands. Twice equals once. */
  connect(subscription: Subscription): Promise<void>;

  /** Resolves once no batch is on its way. Twice equals once; nothing happens where there is no such subscription. */
  pause(group: GroupName): Promise<void>;

  resume(group: GroupName): Promise<void>;

  /** Resolves once no batch is on its way and none will be. The group and its offsets stay. Twice equals once. */
  disconnect(group: GroupName): Promise<void>;

  /** In order of group; of one owner, or all. */
  list(
    owner?: TopicOwner,
  ): Promise<readonly (Subscription & { readonly state: SubscriptionState })[]>;
}
