import {
  type GroupName,
  type Groups,
  type RecordPosition,
  type TopicName,
  TopicUnknown,
} from '@tributary/domain/topics';
import { groupOn } from './names-on-cluster.ts';
import type { SessionCalls } from './session-calls.ts';

/** Offsets without members: the platform hands out partitions itself. */
export class KafkaGroups implements Groups {
  readonly #calls: SessionCalls;

  constructor(calls: SessionCalls) {
    this.#calls = calls;
  }

  async commit(
    group: GroupName,
    topic: TopicName,
    positions: readonly RecordPosition[],
  ): Promise<void> {
    await this.#calls.call(
      'commit-offsets',
      { kind: 'offsets', group, topic },
      async (connection) => {
        const { partitions } = await connection.rememberedLayout(topic);
        if (positions.some(({ partition }) => partition < 0 || partition >= partitions.length)) {
          throw new TopicUnknown(topic);
        }
        const admin = await connection.admin();
        await admin.alterConsumerGroupOffsets({
          groupId: group,
          topics: [
            {
              name: topic,
              partitionOffsets: positions.map(({ partition, offset }) => ({
                partition,
                offset: BigInt(offset),
              })),
            },
          ],
        });
      },
    );
  }

  async committed(group: GroupName, topic: TopicName): Promise<readonly RecordPosition[]> {
    const groups = await this.#calls
      .call('fetch-offsets', { kind: 'offsets', group, topic }, async (connection) => {
        // The broker leaves out what may not be described; asked by name it says so.
        await connection.rememberedLayout(topic);
        const admin = await connection.admin();
        return admin.listConsumerGroupOffsets({ groups: [group] });
      })
      .catch(noneOfNoTopic);
    return groups
      .flatMap(({ topics }) => topics)
      .filter(({ name }) => name === topic)
      .flatMap(({ partitions }) => partitions)
      .map(({ partitionIndex, committedOffset }) => ({
        partition: partitionIndex,
        offset: Number(committedOffset),
      }))
      .filter(({ offset }) => offset >= 0)
      .toSorted((a, b) => a.partition - b.partition);
  }

  async remove(group: GroupName): Promise<void> {
    await this.#calls.call('delete-group', { kind: 'group', name: group }, async (connection) => {
      const admin = await connection.admin();
      await admin.deleteGroups({ groups: [group] });
    });
  }

  async list(): Promise<readonly GroupName[]> {
    const groups = await this.#calls.call('connect', { kind: 'cluster' }, async (connection) => {
      const admin = await connection.admin();
      return admin.listGroups();
    });
    return [...groups.keys()].flatMap((name) => groupOn(name) ?? []).toSorted();
  }
}

function noneOfNoTopic(cause: unknown): [] {
  if (cause instanceof TopicUnknown) {
    return [];
  }
  throw cause;
}
