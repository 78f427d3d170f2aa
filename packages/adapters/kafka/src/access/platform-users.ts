import { type Acl, ResourcePatternTypes } from '@platformatic/kafka';
import { type KafkaCluster, type Principal, policyOf } from '@tributary/domain/access';
import { type StreamName, streamName, type TopicName } from '@tributary/domain/topics';
import type { KafkaConnection } from '../kafka-connection.ts';
import type { KafkaSecurity } from '../kafka-login.ts';
import { topicOn } from '../names-on-cluster.ts';
import { type AclTarget, aclFor, aclsOf, type Translation } from './acls.ts';
import { type KafkaUsers, userOf } from './kafka-users.ts';

/**
 * The users of the platform's own principals, made when they are first needed. Principals of a stream may use `*.<stream>`, which no
 * ACL can say: theirs name each topic of the stream, written when the topic is created and when the user is.
 */
export class PlatformUsers {
  readonly #cluster: KafkaCluster;
  readonly #users: KafkaUsers;
  readonly #admin: KafkaConnection;
  readonly #made = new Map<string, Promise<void>>();

  constructor({
    cluster,
    users,
    admin,
  }: {
    readonly cluster: KafkaCluster;
    readonly users: KafkaUsers;
    readonly admin: KafkaConnection;
  }) {
    this.#cluster = cluster;
    this.#users = users;
    this.#admin = admin;
  }

  /** A tenant's users are not made here: they come with its grant. */
  async loginOf(principal: Principal): Promise<KafkaSecurity> {
    const user = userOf(principal);
    if (principal.kind !== 'tenant' && principal.kind !== 'dedicated-consumer') {
      const making = this.#made.get(user) ?? this.#make(principal, user);
      this.#made.set(user, making);
      await making.catch((cause) => {
        this.#made.delete(user);
        throw cause;
      });
    }
    return this.#users.loginOf(user);
  }

  /** Users that were made before the topic was do not know it. */
  async topicCreated(topic: TopicName): Promise<void> {
    const streamUsers = (await this.#users.list()).flatMap((user) => {
      const principal = streamPrincipal(user);
      return principal === undefined ? [] : [{ user, principal }];
    });
    await this.#users.add(
      streamUsers.flatMap(({ user, principal }) => this.#aclsOnTopic(principal, user, topic)),
    );
  }

  async topicRemoved(topic: TopicName): Promise<void> {
    await this.#users.forgetTopic(topic);
  }

  async #make(principal: Principal, user: string): Promise<void> {
    const { acls } = this.#translated(principal, user);
    if (streamPrincipal(user) === undefined) {
      await this.#users.put(user, acls);
      return;
    }
    // First the user, then the look for topics: a topic that is created in between finds the user.
    await this.#users.join(user, acls);
    const topics = (await this.#admin.topicNames()).flatMap((name) => topicOn(name) ?? []);
    await this.#users.add(topics.flatMap((topic) => this.#aclsOnTopic(principal, user, topic)));
  }

  #translated(principal: Principal, user: string): Translation {
    return aclsOf([policyOf(principal, this.#cluster)], this.#cluster, user);
  }

  #aclsOnTopic(principal: Principal, user: string, topic: TopicName): readonly Acl[] {
    return this.#translated(principal, user).beyondAcls.flatMap(({ row, pattern }) => {
      const target = targetOnTopic(pattern, topic);
      return target === undefined ? [] : [aclFor(user, row, target)];
    });
  }
}

/** Where `*.<stream>` matches the topic, it; where `*.<stream>.*` matches the groups that are named after it, their beginning. */
function targetOnTopic(pattern: string, topic: TopicName): AclTarget | undefined {
  const [, stream, ofGroups] = /^\*(\.[a-z0-9-]+)(\.\*)?$/.exec(pattern) ?? [];
  if (stream === undefined || !topic.endsWith(stream)) {
    return undefined;
  }
  return ofGroups === undefined
    ? { resourceName: topic, resourcePatternType: ResourcePatternTypes.LITERAL }
    : { resourceName: `${topic}.`, resourcePatternType: ResourcePatternTypes.PREFIXED };
}

/** The principal of a stream whose user this is; `undefined` for every other user. */
function streamPrincipal(user: string): Principal | undefined {
  const [kind, names = ''] = user.split(':');
  const [first, ...rest] = names.split('+').flatMap((name) => streamOn(name) ?? []);
  if (first === undefined) {
    return undefined;
  }
  switch (kind) {
    case 'shared-consumer':
    case 'replayer':
      return { kind, stream: first };
    case 'publisher':
      return { kind, streams: [first, ...rest] };
    default:
      return undefined;
  }
}

function streamOn(text: string): StreamName | undefined {
  try {
    return streamName(text);
  } catch {
    return undefined;
  }
}
