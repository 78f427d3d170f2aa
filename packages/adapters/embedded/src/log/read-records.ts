import {
  type LogRecord,
  OffsetOutOfRange,
  type PartitionOffsets,
  type ReadRange,
  type RecordPosition,
  type TopicName,
  TopicUnknown,
} from '@tributary/domain/topics';
import type { EpochMs } from '@tributary/kernel';
import { integer } from '../columns.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import { chunkSince, chunksFrom, type PartitionId, recordsOf } from './chunk-rows.ts';
import { recordBytes } from './record-codec.ts';
import { topicNamed } from './topic-rows.ts';

/** Chunks that are looked up at once; their records are read one chunk after the other. */
const CHUNKS_AT_ONCE = 128;

/** @throws {TopicUnknown} @throws {OffsetOutOfRange} */
export function readRecords(file: SqliteFile, range: ReadRange): readonly LogRecord[] {
  const id = { topic: topicNamed(file, range.topic).id, partition: range.partition };
  const { earliest, end } = partitionOffsets(file, range.topic, id);
  if (range.offset < earliest || range.offset > end) {
    throw new OffsetOutOfRange({ ...range, earliest, end });
  }
  const records: LogRecord[] = [];
  let bytesLeft = range.maxBytes;
  let from = range.offset;
  while (from < end) {
    const heads = chunksFrom(file, id, from, Math.min(CHUNKS_AT_ONCE, range.maxRecords));
    for (const head of heads) {
      for (const record of recordsOf(file, head, from)) {
        bytesLeft -= recordBytes(record);
        if (records.length >= range.maxRecords || (bytesLeft < 0 && records.length > 0)) {
          return records;
        }
        const { topic, partition } = range;
        records.push({ topic, partition, ...record });
      }
      from = head.lastOffset + 1;
    }
    if (heads.length === 0) {
      return records;
    }
  }
  return records;
}

/** @throws {TopicUnknown} */
export function offsetsOf(file: SqliteFile, name: TopicName): readonly PartitionOffsets[] {
  return partitionsOf(file, name).map((id) => partitionOffsets(file, name, id));
}

/** @throws {TopicUnknown} */
export function offsetsSince(
  file: SqliteFile,
  name: TopicName,
  since: EpochMs,
): readonly RecordPosition[] {
  return partitionsOf(file, name).map((id) => ({
    partition: id.partition,
    offset: firstSince(file, id, since) ?? partitionOffsets(file, name, id).end,
  }));
}

function firstSince(file: SqliteFile, id: PartitionId, since: EpochMs): number | undefined {
  const head = chunkSince(file, id, since);
  const records = head === undefined ? [] : recordsOf(file, head);
  for (const { offset, timestamp } of records) {
    if (timestamp >= since) {
      return offset;
    }
  }
  return undefined;
}

function partitionsOf(file: SqliteFile, name: TopicName): readonly PartitionId[] {
  const { id, partitions } = topicNamed(file, name);
  return Array.from({ length: partitions }, (_, partition) => ({ topic: id, partition }));
}

function partitionOffsets(
  file: SqliteFile,
  name: TopicName,
  { topic, partition }: PartitionId,
): PartitionOffsets {
  const row = file.get(
    'SELECT end_offset FROM partitions WHERE topic = ? AND partition = ?',
    topic,
    partition,
  );
  if (row === undefined) {
    throw new TopicUnknown(name);
  }
  const end = integer(row, 'end_offset');
  const [first] = chunksFrom(file, { topic, partition }, 0, 1);
  return { partition, earliest: first?.firstOffset ?? end, end };
}
