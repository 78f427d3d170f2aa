import {
  type Admin,
  type API,
  type Broker,
  type Callback,
  type Connection,
  kGetApi,
  kGetBootstrapConnection,
  kGetConnection,
  kPerformWithRetry,
  type Producer,
} from '@platformatic/kafka';
import { type KafkaLogin, loggedInAdmin, loggedInProducer } from './kafka-login.ts';
import { brokerSaid } from './vendor-error.ts';

export type TopicPartition = { readonly partition: number; readonly leader: Broker };

export type TopicLayout = {
  /** Of this incarnation of the name. */
  readonly id: string;
  /** By partition, in order. */
  readonly partitions: readonly TopicPartition[];
};

/** A topic that is made anew, or moved, in between is noticed by the first error. */
const LAYOUT_MS = 30_000;

/** One cluster under one login. Connects at the first call and again whenever a connection was lost. */
export class KafkaConnection implements AsyncDisposable {
  readonly #login: () => Promise<KafkaLogin>;
  #admin: Promise<Admin> | undefined;
  #producer: Promise<Producer> | undefined;
  readonly #layouts = new Map<string, { readonly layout: TopicLayout; readonly until: number }>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /** `login` is asked once; if it fails it is asked again at the next call. */
  constructor(login: () => Promise<KafkaLogin>) {
    this.#login = login;
  }

  admin(): Promise<Admin> {
    this.#admin ??= this.#login().then(
      (login) => loggedInAdmin(login),
      (cause) => {
        this.#admin = undefined;
        throw cause;
      },
    );
    return this.#admin;
  }

  producer(): Promise<Producer> {
    this.#producer ??= this.#login().then(loggedInProducer, (cause) => {
      this.#producer = undefined;
      throw cause;
    });
    return this.#producer;
  }

  /** Its sends fail, and nothing of them is sent from now on; the next call of `producer` makes another one. */
  abandonProducer(): void {
    const abandoned = this.#producer;
    this.#producer = undefined;
    // Nobody waits for it: to close takes as long as the broker that does not answer.
    abandoned?.then((producer) => producer.close(true)).catch(() => {});
  }

  /** As the cluster knew it at most half a minute ago, unless it was forgotten since. */
  async rememberedLayout(topic: string): Promise<TopicLayout> {
    const known = this.#layouts.get(topic);
    return known !== undefined && known.until > performance.now()
      ? known.layout
      : this.layout(topic);
  }

  forgetLayout(topic: string): void {
    this.#layouts.delete(topic);
  }

  /** The client answers equal calls that run at once with the one result of the first: these run one after the other. */
  async inTurn<Result>(of: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(of);
    const mine = (before ?? Promise.resolve()).then(work, work);
    this.#turns.set(of, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(of) === mine) {
        this.#turns.delete(of);
      }
    }
  }

  /** The names that this login may describe, without Kafka's own. */
  async topicNames(): Promise<readonly string[]> {
    const { topics } = await this.request<MetadataArguments, Metadata>(
      'Metadata',
      undefined,
      () => [null, false, false],
    );
    return topics.filter(({ isInternal }) => !isInternal).map(({ name }) => name);
  }

  /** As the cluster knows the topic now. Fails with the broker's own answer. */
  async layout(topic: string): Promise<TopicLayout> {
    const { brokers, topics } = await this.request<MetadataArguments, Metadata>(
      'Metadata',
      undefined,
      () => [[topic], false, false],
    );
    const places = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
    const [found] = topics;
    const partitions = (found?.partitions ?? [])
      .toSorted((a, b) => a.partitionIndex - b.partitionIndex)
      .flatMap(({ partitionIndex, leaderId }) => {
        const leader = places.get(leaderId);
        return leader === undefined ? [] : [{ partition: partitionIndex, leader }];
      });
    const layout = { id: found?.topicId ?? '', partitions };
    this.#layouts.set(topic, { layout, until: performance.now() + LAYOUT_MS });
    return layout;
  }

  /** One request, to `broker` or to any. It is repeated while the answer is that it may be, except where a topic is unknown. */
  async request<Arguments extends unknown[], Response>(
    name: string,
    broker: Broker | undefined,
    argumentsFor: (version: number) => Arguments,
  ): Promise<Response> {
    const admin = await this.admin();
    return new Promise((resolve, reject) => {
      admin[kPerformWithRetry]<Response>(
        name,
        (done, attempt) => {
          connect(admin, broker, attempt, (failure, connection) => {
            if (failure || connection === undefined) {
              done(failure);
              return;
            }
            admin[kGetApi]<Arguments, Response>(name, (missing, api) => {
              if (missing || api === undefined) {
                done(missing);
                return;
              }
              send(api, connection, argumentsFor(api.version), done);
            });
          });
        },
        (error, response) => {
          if (error || response === undefined) {
            reject(error);
          } else {
            resolve(response);
          }
        },
        0,
        [],
        (error) => brokerSaid(error, MOVED) !== undefined,
      );
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const clients = await Promise.allSettled([this.#producer, this.#admin]);
    for (const client of clients) {
      if (client.status === 'fulfilled') {
        await client.value?.close();
      }
    }
  }
}

/** To ask the same broker again does not help: the topic is not there, or the leader is another. */
const MOVED = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'NOT_LEADER_OR_FOLLOWER',
  'FENCED_LEADER_EPOCH',
] as const;

type MetadataArguments = [topics: string[] | null, autocreate: boolean, operations: boolean];

type Metadata = {
  readonly brokers: readonly (Broker & { readonly nodeId: number })[];
  readonly topics: readonly {
    readonly topicId: string;
    readonly name: string;
    readonly isInternal: boolean;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly leaderId: number;
    }[];
  }[];
};

function connect(
  admin: Admin,
  broker: Broker | undefined,
  attempt: number,
  done: Callback<Connection>,
): void {
  if (broker === undefined) {
    admin[kGetBootstrapConnection](done, attempt);
  } else {
    admin[kGetConnection](broker, done);
  }
}

function send<Arguments extends unknown[], Response>(
  api: API<Arguments, Response>,
  connection: Connection,
  given: Arguments,
  done: Callback<Response>,
): void {
  api.async(connection, ...given).then(
    (response) => done(null, response),
    (error) => done(error),
  );
}
