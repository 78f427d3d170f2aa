import {
  ClusterUnavailable,
  type EventLog,
  type LogRecord,
  type NewRecord,
  OffsetOutOfRange,
  type PartitionOffsets,
  partitionOf,
  type ReadRange,
  type RecordPosition,
  RecordTooLarge,
  type TopicName,
  TopicUnknown,
} from '@tributary/domain/topics';
import { type EpochMs, PlatformError } from '@tributary/kernel';
import type { TopicLayout } from '../kafka-connection.ts';
import type { SessionCalls } from '../session-calls.ts';
import type { TopicSettings } from '../topic-settings.ts';
import { brokerSaid } from '../vendor-error.ts';
import { fetchRecords } from './fetch-records.ts';
import { type Addressed, recordBytes, sendsOf } from './produce-batches.ts';

/** Kafka's names for the two ends: https://kafka.apache.org/protocol#The_Messages_ListOffsets */
const EARLIEST = -2;
const END = -1;

/** The longest that a send may take: after it nothing of it is sent any more. What was sent before may still be written. */
export const DELIVERY_TIMEOUT_MS = 20_000;

/** Acknowledged is what all in-sync replicas have. */
export class KafkaEventLog implements EventLog {
  readonly #calls: SessionCalls;
  readonly #settings: TopicSettings;

  constructor(calls: SessionCalls, settings: TopicSettings) {
    this.#calls = calls;
    this.#settings = settings;
  }

  async append(
    topic: TopicName,
    records: readonly NewRecord[],
  ): Promise<readonly RecordPosition[]> {
    const layout = await this.#layout(topic);
    const { maxRecordBytes, maxBatchBytes } = await this.#settings.of(topic, layout.id);
    for (const record of records) {
      assertFits(record, maxRecordBytes);
    }
    const addressed = records.map((record, index) => ({
      index,
      record,
      partition: partitionOf(record.key, layout.partitions.length),
    }));
    const offsets = new Map<number, RecordPosition>();
    for (const send of sendsOf(addressed, maxBatchBytes)) {
      try {
        await this.#send(topic, send, offsets);
      } catch (cause) {
        throw offsets.size === 0 ? await this.#reason(topic, cause) : this.#partly(topic, cause);
      }
    }
    return addressed.map(({ index, partition }) => offsets.get(index) ?? { partition, offset: -1 });
  }

  async read(range: ReadRange): Promise<readonly LogRecord[]> {
    const layout = await this.#layout(range.topic);
    const place = layout.partitions.find(({ partition }) => partition === range.partition);
    if (place === undefined) {
      throw new TopicUnknown(range.topic);
    }
    try {
      return await this.#calls.call('fetch', { kind: 'topic', name: range.topic }, (connection) =>
        fetchRecords(connection, layout, place, range),
      );
    } catch (cause) {
      this.#calls.connection.forgetLayout(range.topic);
      throw brokerSaid(cause, ['OFFSET_OUT_OF_RANGE'])
        ? await this.#outOfRange(range, cause)
        : cause;
    }
  }

  async offsets(topic: TopicName): Promise<readonly PartitionOffsets[]> {
    const layout = await this.#freshLayout(topic);
    const earliest = await this.#list(topic, layout, EARLIEST);
    const end = await this.#list(topic, layout, END);
    return layout.partitions.map(({ partition }) => ({
      partition,
      earliest: earliest.get(partition) ?? 0,
      end: end.get(partition) ?? 0,
    }));
  }

  async offsetsSince(topic: TopicName, since: EpochMs): Promise<readonly RecordPosition[]> {
    const layout = await this.#freshLayout(topic);
    const found = await this.#list(topic, layout, Math.max(0, since));
    const end = await this.#list(topic, layout, END);
    return layout.partitions.map(({ partition }) => {
      const offset = found.get(partition) ?? NONE;
      return { partition, offset: offset === NONE ? (end.get(partition) ?? 0) : offset };
    });
  }

  #layout(topic: TopicName): Promise<TopicLayout> {
    return this.#calls.call('describe-topic', { kind: 'topic', name: topic }, (connection) =>
      connection.rememberedLayout(topic),
    );
  }

  #freshLayout(topic: TopicName): Promise<TopicLayout> {
    return this.#calls.call('describe-topic', { kind: 'topic', name: topic }, (connection) =>
      connection.layout(topic),
    );
  }

  /** The producer does not say that a topic is gone in a way that can be told from other errors. */
  async #reason(topic: TopicName, cause: unknown): Promise<unknown> {
    this.#calls.connection.forgetLayout(topic);
    if (cause instanceof PlatformError) {
      return cause;
    }
    try {
      await this.#freshLayout(topic);
      return cause;
    } catch (reason) {
      return reason;
    }
  }

  async #send(
    topic: TopicName,
    send: readonly Addressed[],
    offsets: Map<number, RecordPosition>,
  ): Promise<void> {
    const { offsets: bases = [] } = await this.#calls.call(
      'produce-idempotently',
      { kind: 'topic', name: topic },
      async (connection) => {
        const producer = await connection.producer();
        const sent = producer.send({ messages: send.map((one) => message(topic, one)) });
        return this.#inTime(topic, sent);
      },
    );
    const next = new Map(bases.map(({ partition, offset }) => [partition, Number(offset)]));
    for (const { index, partition } of send) {
      const offset = next.get(partition) ?? 0;
      next.set(partition, offset + 1);
      offsets.set(index, { partition, offset });
    }
  }

  /** A suspension waits for what may still be sent, so a send must end: at the deadline it is taken from the client's hands. */
  async #inTime<Sent>(topic: TopicName, sent: Promise<Sent>): Promise<Sent> {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const doing = `append to ${topic}: not acknowledged in ${DELIVERY_TIMEOUT_MS} ms`;
      reject(new ClusterUnavailable({ cell: this.#calls.cell, doing }));
    }, DELIVERY_TIMEOUT_MS);
    try {
      return await Promise.race([sent, tooLate]);
    } catch (cause) {
      if (cause instanceof ClusterUnavailable) {
        this.#calls.connection.abandonProducer();
      }
      throw cause;
    } finally {
      clearTimeout(timer);
    }
  }

  async #list(
    topic: TopicName,
    layout: TopicLayout,
    timestamp: number,
  ): Promise<ReadonlyMap<number, number>> {
    const listed = await this.#calls.call(
      'list-offsets',
      { kind: 'topic', name: topic },
      async (connection) => {
        const admin = await connection.admin();
        const partitions = layout.partitions.map(({ partition }) => ({
          partitionIndex: partition,
          timestamp: BigInt(timestamp),
        }));
        return admin.listOffsets({ topics: [{ name: topic, partitions }] });
      },
    );
    return new Map(
      listed
        .flatMap(({ partitions }) => partitions)
        .map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)] as const),
    );
  }

  async #outOfRange(range: ReadRange, cause: unknown): Promise<OffsetOutOfRange> {
    const all = await this.offsets(range.topic);
    const { earliest, end } = all.find(({ partition }) => partition === range.partition) ?? {
      earliest: 0,
      end: 0,
    };
    return new OffsetOutOfRange({ ...range, earliest, end }, { cause });
  }

  /** Sends before the failed one were acknowledged, so "nothing was written" would be a lie, whatever the cause. */
  #partly(topic: TopicName, cause: unknown): ClusterUnavailable {
    return new ClusterUnavailable(
      { cell: this.#calls.cell, doing: `append to ${topic}: a part of it was written` },
      { cause },
    );
  }
}

const NONE = -1;

function assertFits(record: NewRecord, maxBytes: number): void {
  const bytes = recordBytes(record);
  if (bytes > maxBytes) {
    throw new RecordTooLarge({ bytes, maxBytes });
  }
}

function message(topic: TopicName, { partition, record }: Addressed) {
  return {
    topic,
    partition,
    key: bufferOf(record.key),
    value: bufferOf(record.value),
    headers: new Map(
      record.headers.map(([name, content]) => [Buffer.from(name), bufferOf(content)] as const),
    ),
    timestamp: BigInt(record.timestamp),
  };
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
