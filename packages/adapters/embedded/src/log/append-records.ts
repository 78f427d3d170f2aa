import {
  type NewRecord,
  partitionOf,
  type RecordPosition,
  RecordTooLarge,
  type TopicName,
  TopicUnknown,
} from '@tributary/domain/topics';
import { integer } from '../columns.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import { type EncodedChunk, encodeChunk, insertChunk } from './chunk-rows.ts';
import { type PlacedRecord, recordBytes } from './record-codec.ts';
import { type StoredTopic, topicNamed } from './topic-rows.ts';

/** A chunk is what one read decodes at least, so it stays small beside a batch. */
const MAX_CHUNK_BYTES = 64 * 1_024;

/** What goes to one partition, with offsets from 0: they are moved up when the end of the partition is known. */
type Load = { readonly chunks: readonly EncodedChunk[]; readonly records: number };

/** @throws {TopicUnknown} @throws {RecordTooLarge} nothing was written. */
export function appendRecords(
  file: SqliteFile,
  name: TopicName,
  records: readonly NewRecord[],
): readonly RecordPosition[] {
  const topic = topicNamed(file, name);
  refuseTooLarge(topic, records);
  const partitions = records.map(({ key }) => partitionOf(key, topic.partitions));
  const loads = [...Map.groupBy(records.entries(), ([index]) => partitions[index] ?? 0)].map(
    ([partition, entries]) => [partition, load(entries.map(([, record]) => record))] as const,
  );
  const next = file.transaction(
    () =>
      new Map(
        loads.map(([partition, one]) => [partition, write(file, topic, partition, one)] as const),
      ),
  );
  return partitions.map((partition) => {
    const offset = next.get(partition) ?? 0;
    next.set(partition, offset + 1);
    return { partition, offset };
  });
}

function refuseTooLarge({ maxRecordBytes }: StoredTopic, records: readonly NewRecord[]): void {
  for (const record of records) {
    const bytes = recordBytes(record);
    if (bytes > maxRecordBytes) {
      throw new RecordTooLarge({ bytes, maxBytes: maxRecordBytes });
    }
  }
}

function load(records: readonly NewRecord[]): Load {
  const chunks: EncodedChunk[] = [];
  let current: PlacedRecord[] = [];
  let bytes = 0;
  for (const [offset, record] of records.entries()) {
    const size = recordBytes(record);
    if (current.length > 0 && bytes + size > MAX_CHUNK_BYTES) {
      chunks.push(encodeChunk(current));
      current = [];
      bytes = 0;
    }
    current.push({ ...record, offset });
    bytes += size;
  }
  return { chunks: [...chunks, encodeChunk(current)], records: records.length };
}

/** @returns the offset of the first record. */
function write(file: SqliteFile, topic: StoredTopic, partition: number, { chunks, records }: Load) {
  const row = file.get(
    'SELECT end_offset, high_timestamp FROM partitions WHERE topic = ? AND partition = ?',
    topic.id,
    partition,
  );
  if (row === undefined) {
    throw new TopicUnknown(topic.name);
  }
  const start = integer(row, 'end_offset');
  let high = integer(row, 'high_timestamp');
  for (const chunk of chunks) {
    high = Math.max(high, chunk.newest);
    insertChunk(
      file,
      { topic: topic.id, partition },
      { ...chunk, first: start + chunk.first, last: start + chunk.last, high },
    );
  }
  file.run(
    'UPDATE partitions SET end_offset = ?, high_timestamp = ? WHERE topic = ? AND partition = ?',
    start + records,
    high,
    topic.id,
    partition,
  );
  return start;
}
