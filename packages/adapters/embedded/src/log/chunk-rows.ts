import { bytes, integer, type Row } from '../columns.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import { framed, unframed } from './chunk-frame.ts';
import { decodeRecords, encodeRecords, type PlacedRecord } from './record-codec.ts';

/** Where a chunk is; its records are read by `recordsOf`. */
export type ChunkHead = {
  readonly id: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Encoded. */
  readonly bytes: number;
};

export type PartitionId = { readonly topic: number; readonly partition: number };

/** The chunks that hold offsets from `offset` on, in order. */
export function chunksFrom(
  file: SqliteFile,
  { topic, partition }: PartitionId,
  offset: number,
  limit: number,
): readonly ChunkHead[] {
  return file
    .all(
      `SELECT id, first_offset, last_offset, bytes FROM chunks
       WHERE topic = ? AND partition = ? AND last_offset >= ? ORDER BY last_offset LIMIT ?`,
      topic,
      partition,
      offset,
      limit,
    )
    .map(chunkHead);
}

/** The first chunk with a record whose timestamp is `since` or later. */
export function chunkSince(
  file: SqliteFile,
  { topic, partition }: PartitionId,
  since: number,
): ChunkHead | undefined {
  const row = file.get(
    `SELECT id, first_offset, last_offset, bytes FROM chunks
     WHERE topic = ? AND partition = ? AND high_timestamp >= ?3 AND max_timestamp >= ?3
     ORDER BY high_timestamp, last_offset LIMIT 1`,
    topic,
    partition,
    since,
  );
  return row && chunkHead(row);
}

/** Chunks of the topic with a record older than `before`. */
export function chunksBefore(
  file: SqliteFile,
  topic: number,
  before: number,
  limit: number,
): readonly ChunkHead[] {
  return file
    .all(
      `SELECT id, first_offset, last_offset, bytes FROM chunks
       WHERE topic = ? AND min_timestamp < ? LIMIT ?`,
      topic,
      before,
      limit,
    )
    .map(chunkHead);
}

/** From the offset `from` on. */
export function recordsOf(
  file: SqliteFile,
  { id, firstOffset, bytes: length }: ChunkHead,
  from = 0,
): Iterable<PlacedRecord> {
  const row = file.get('SELECT frame FROM frames WHERE id = ?', id);
  return row === undefined
    ? []
    : decodeRecords(unframed(bytes(row, 'frame'), length), firstOffset, from);
}

/** Writes records that are not empty. @param high the highest timestamp of the partition, with these records. */
export function insertChunk(
  file: SqliteFile,
  { topic, partition }: PartitionId,
  { chunk, first, last, oldest, newest, high }: EncodedChunk & { readonly high: number },
): void {
  const { id } = file.run('INSERT INTO frames (frame) VALUES (?)', framed(chunk));
  file.run(
    `INSERT INTO chunks (id, topic, partition, first_offset, last_offset, bytes,
                         min_timestamp, max_timestamp, high_timestamp)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    topic,
    partition,
    first,
    last,
    chunk.length,
    oldest,
    newest,
    high,
  );
}

/** Leaves of a chunk what is kept; deletes it where nothing is. */
export function rewriteChunk(
  file: SqliteFile,
  { id }: ChunkHead,
  kept: readonly PlacedRecord[],
): void {
  if (kept.length === 0) {
    deleteChunk(file, id);
    return;
  }
  const { chunk, first, last, oldest, newest } = encodeChunk(kept);
  file.run('UPDATE frames SET frame = ? WHERE id = ?', framed(chunk), id);
  file.run(
    `UPDATE chunks SET first_offset = ?, last_offset = ?, bytes = ?, min_timestamp = ?, max_timestamp = ?
     WHERE id = ?`,
    first,
    last,
    chunk.length,
    oldest,
    newest,
    id,
  );
}

function deleteChunk(file: SqliteFile, id: number): void {
  file.run('DELETE FROM frames WHERE id = ?', id);
  file.run('DELETE FROM chunks WHERE id = ?', id);
}

export type EncodedChunk = {
  readonly chunk: Buffer;
  readonly first: number;
  readonly last: number;
  readonly oldest: number;
  readonly newest: number;
};

/** Of at least one record. */
export function encodeChunk(records: readonly PlacedRecord[]): EncodedChunk {
  const first = records[0]?.offset ?? 0;
  const timestamps = records.map(({ timestamp }) => timestamp);
  return {
    chunk: encodeRecords(first, records),
    first,
    last: records.at(-1)?.offset ?? first,
    oldest: timestamps.reduce((a, b) => Math.min(a, b)),
    newest: timestamps.reduce((a, b) => Math.max(a, b)),
  };
}

function chunkHead(row: Row): ChunkHead {
  return {
    id: integer(row, 'id'),
    firstOffset: integer(row, 'first_offset'),
    lastOffset: integer(row, 'last_offset'),
    bytes: integer(row, 'bytes'),
  };
}
