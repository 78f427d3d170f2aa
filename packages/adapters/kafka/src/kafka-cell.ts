import { type KafkaCluster, type Principal, principalName } from '@tributary/domain/access';
import type { CellId } from '@tributary/domain/placement';
import type { ClusterSession } from '@tributary/domain/topics';
import { KafkaUsers } from './access/kafka-users.ts';
import { PlatformUsers } from './access/platform-users.ts';
import { KafkaClientQuotas } from './kafka-client-quotas.ts';
import { KafkaConnection } from './kafka-connection.ts';
import { KafkaGroups } from './kafka-groups.ts';
import type { KafkaLogin } from './kafka-login.ts';
import { KafkaTopicAdmin } from './kafka-topic-admin.ts';
import { KafkaEventLog } from './log/kafka-event-log.ts';
import { SessionCalls } from './session-calls.ts';
import { TopicSettings } from './topic-settings.ts';

export type KafkaCellOptions = {
  readonly id: CellId;
  /** How policies name it. */
  readonly cluster: KafkaCluster;
  /** As an administrator: may alter users, ACLs and quotas, and list all topics. */
  readonly admin: KafkaLogin;
  /** 32 random bytes, the same for the life of the cluster: the passwords of all users are derived from it. */
  readonly secret: Uint8Array;
};

/** One cluster, with users, ACLs and quotas. */
export class KafkaCell implements AsyncDisposable {
  readonly cluster: KafkaCluster;
  readonly users: KafkaUsers;
  readonly quotas: KafkaClientQuotas;
  readonly #options: KafkaCellOptions;
  readonly #admin: KafkaConnection;
  readonly #platformUsers: PlatformUsers;
  readonly #connections = new Map<string, KafkaConnection>();
  readonly #settings: TopicSettings;

  constructor(options: KafkaCellOptions) {
    const { id, cluster, admin, secret } = options;
    this.#options = options;
    this.cluster = cluster;
    this.#admin = new KafkaConnection(() => Promise.resolve(admin));
    const asAdmin = new SessionCalls({
      cell: id,
      principal: { kind: 'access-admin' },
      connection: this.#admin,
    });
    this.users = new KafkaUsers(asAdmin, secret);
    this.quotas = new KafkaClientQuotas(asAdmin);
    this.#platformUsers = new PlatformUsers({ cluster, users: this.users, admin: this.#admin });
    this.#settings = new TopicSettings(this.#calls({ kind: 'operator' }));
  }

  session(principal: Principal): ClusterSession {
    const calls = this.#calls(principal);
    const users = this.#platformUsers;
    return {
      log: new KafkaEventLog(calls, this.#settings),
      topics: new KafkaTopicAdmin(calls, this.#settings, {
        created: (topic) => users.topicCreated(topic),
        removed: (topic) => users.topicRemoved(topic),
      }),
      groups: new KafkaGroups(calls),
    };
  }

  /** What another client needs to be this principal. A tenant's works once it was granted something here. */
  async loginOf(principal: Principal): Promise<KafkaLogin> {
    const security = await this.#platformUsers.loginOf(principal);
    return { ...this.#options.admin, security };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of [...this.#connections.values(), this.#admin]) {
      await connection[Symbol.asyncDispose]();
    }
  }

  #calls(principal: Principal): SessionCalls {
    const connection = this.#connectionOf(principal);
    return new SessionCalls({ cell: this.#options.id, principal, connection });
  }

  #connectionOf(principal: Principal): KafkaConnection {
    const name = principalName(principal);
    const known = this.#connections.get(name);
    if (known !== undefined) {
      return known;
    }
    const connection = new KafkaConnection(() => this.loginOf(principal));
    this.#connections.set(name, connection);
    return connection;
  }
}
