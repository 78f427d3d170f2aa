import type { EpochMs } from '@tributary/kernel';
import type { TopicName } from './topic-name.ts';

/** In order, names may repeat; values are bytes as on the wire. */
export type RecordHeaders = readonly (readonly [name: string, value: Uint8Array])[];

export type NewRecord = {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly headers: RecordHeaders;
  /** CreateTime of the record. Retention goes by it. */
  readonly timestamp: EpochMs;
};

export type LogRecord = NewRecord & {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
};

export type RecordPosition = { readonly partition: number; readonly offset: number };

/** `earliest` is the first offset that is still there, `end` the one that the next record gets. */
export type PartitionOffsets = {
  readonly partition: number;
  readonly earliest: number;
  readonly end: number;
};

export type ReadRange = {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
  readonly maxRecords: number;
  /** Of keys, values and headers; the first record comes even if it alone is larger. */
  readonly maxBytes: number;
};

/** The log of one cluster, seen by one identity. */
export interface EventLog {
  /**
   * Resolves once every record is acknowledged, with their positions in the order given. Records of one key keep their
   * order. The partition is `partitionOf(key)`. Given twice, records are there twice.
   *
   * @throws {TopicUnknown} nothing was written.
   * @throws {RecordTooLarge} nothing was written.
   * @throws {NotAuthorized} nothing was written.
   * @throws {ClusterUnavailable} nothing is known: some may have been written.
   */
  append(topic: TopicName, records: readonly NewRecord[]): Promise<readonly RecordPosition[]>;

  /**
   * The records from `offset` on, in order of offset, with gaps where retention or the cluster left some; empty at the end.
   *
   * @throws {TopicUnknown}
   * @throws {OffsetOutOfRange} `offset` is before `earliest` or after `end`.
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable}
   */
  read(range: ReadRange): Promise<readonly LogRecord[]>;

  /**
   * By partition, in order.
   *
   * @throws {TopicUnknown}
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable}
   */
  offsets(topic: TopicName): Promise<readonly PartitionOffsets[]>;

  /**
   * By partition, in order: the first offset whose timestamp is `since` or later, or the end.
   *
   * @throws {TopicUnknown}
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable}
   */
  offsetsSince(topic: TopicName, since: EpochMs): Promise<readonly RecordPosition[]>;
}
