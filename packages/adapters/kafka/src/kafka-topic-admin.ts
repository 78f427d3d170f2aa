import { setTimeout as pause } from 'node:timers/promises';
import {
  ClusterUnavailable,
  type TopicAdmin,
  TopicExists,
  type TopicName,
  type TopicSpec,
  TopicUnknown,
} from '@tributary/domain/topics';
import type { KafkaConnection } from './kafka-connection.ts';
import { BATCH_ALLOWANCE_BYTES } from './log/produce-batches.ts';
import { topicOn } from './names-on-cluster.ts';
import type { SessionCalls } from './session-calls.ts';
import { MAX_BATCH_BYTES, RETENTION_MS, type TopicSettings } from './topic-settings.ts';

/** How long the brokers may take to follow their controller. */
const FOLLOW_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** Told of the topics that come and go, for what must come and go with them. */
export type TopicChanges = {
  readonly created: (topic: TopicName) => Promise<void>;
  readonly removed: (topic: TopicName) => Promise<void>;
};

export class KafkaTopicAdmin implements TopicAdmin {
  readonly #calls: SessionCalls;
  readonly #settings: TopicSettings;
  readonly #changes: TopicChanges;

  constructor(calls: SessionCalls, settings: TopicSettings, changes: TopicChanges) {
    this.#calls = calls;
    this.#settings = settings;
    this.#changes = changes;
  }

  /** What comes with a topic is seen to for one that exists, too: an earlier creation may have been cut off before it. */
  async create(spec: TopicSpec): Promise<void> {
    const { name, partitions } = spec;
    try {
      await this.#calls.call('create-topic', { kind: 'topic', name }, (connection) =>
        createTopic(connection, spec),
      );
    } catch (cause) {
      if (cause instanceof TopicExists) {
        await this.#changes.created(name);
      }
      throw cause;
    }
    await this.#until('topic creation', async () => (await this.#leaders(name)) === partitions);
    await this.#changes.created(name);
  }

  async remove(name: TopicName): Promise<void> {
    try {
      await this.#calls.call('delete-topic', { kind: 'topic', name }, (connection) =>
        deleteTopic(connection, name),
      );
    } catch (cause) {
      if (cause instanceof TopicUnknown) {
        await this.#changes.removed(name);
      }
      throw cause;
    }
    await this.#until('topic removal', async () => (await this.#leaders(name)) === undefined);
    await this.#changes.removed(name);
  }

  async describe(name: TopicName): Promise<TopicSpec | undefined> {
    try {
      const { id, partitions } = await this.#calls.call(
        'describe-topic',
        { kind: 'topic', name },
        (connection) => connection.layout(name),
      );
      const { retentionMs, maxRecordBytes } = await this.#settings.of(name, id);
      return { name, partitions: partitions.length, retentionMs, maxRecordBytes };
    } catch (cause) {
      return absent(cause);
    }
  }

  async list(): Promise<readonly TopicName[]> {
    const names = await this.#calls.call('connect', { kind: 'cluster' }, (connection) =>
      connection.topicNames(),
    );
    return names.flatMap((name) => topicOn(name) ?? []).toSorted();
  }

  /** Of how many partitions there is a leader; `undefined` where there is no topic. */
  async #leaders(name: TopicName): Promise<number | undefined> {
    try {
      const { partitions } = await this.#calls.call(
        'describe-topic',
        { kind: 'topic', name },
        (connection) => connection.layout(name),
      );
      return partitions.length;
    } catch (cause) {
      return absent(cause);
    }
  }

  async #until(doing: string, isDone: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + FOLLOW_MS;
    while (!(await isDone())) {
      if (performance.now() > deadline) {
        throw new ClusterUnavailable({ cell: this.#calls.cell, doing });
      }
      await pause(LOOK_EVERY_MS);
    }
  }
}

async function createTopic(
  connection: KafkaConnection,
  { name, partitions, retentionMs, maxRecordBytes }: TopicSpec,
): Promise<void> {
  const admin = await connection.admin();
  await connection.inTurn(name, () =>
    admin.createTopics({
      topics: [{ topic: name, partitions, replicas: DEFAULT_REPLICAS }],
      configs: [
        { name: RETENTION_MS, value: String(retentionMs) },
        { name: MAX_BATCH_BYTES, value: String(maxRecordBytes + BATCH_ALLOWANCE_BYTES) },
      ],
    }),
  );
}

/** As many as the cluster gives every topic. */
const DEFAULT_REPLICAS = -1;

async function deleteTopic(connection: KafkaConnection, name: TopicName): Promise<void> {
  // The client would ask again for seconds, as if an unknown topic were soon to come.
  await connection.layout(name);
  const admin = await connection.admin();
  await connection.inTurn(name, () => admin.deleteTopics({ topics: [name] }));
}

function absent(cause: unknown): undefined {
  if (cause instanceof TopicUnknown) {
    return undefined;
  }
  throw cause;
}
