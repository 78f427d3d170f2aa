import type { SqliteLayout } from '../sqlite-file.ts';
import { LOG_PAGE_BYTES } from './chunk-frame.ts';

/**
 * One cluster. The records that one append writes to one partition are a chunk, or several where they are many: its place in
 * `chunks`, its bytes in `frames` under the same id. Ids of topics and chunks rise and are never given twice.
 */
export const LOG_LAYOUT: SqliteLayout = {
  version: 1,
  synchronous: 'NORMAL',
  pageBytes: LOG_PAGE_BYTES,
  schema: `
    -- A topic without a name was removed; its records are being deleted.
    CREATE TABLE topics (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT UNIQUE,
      partitions INTEGER NOT NULL,
      retention_ms INTEGER NOT NULL,
      max_record_bytes INTEGER NOT NULL
    );

    -- high_timestamp is the highest that the partition ever had.
    CREATE TABLE partitions (
      topic INTEGER NOT NULL,
      partition INTEGER NOT NULL,
      end_offset INTEGER NOT NULL DEFAULT 0,
      high_timestamp INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (topic, partition)
    ) WITHOUT ROWID;

    -- first_offset and last_offset are those of records; high_timestamp is that of the partition behind the chunk.
    CREATE TABLE chunks (
      id INTEGER PRIMARY KEY,
      topic INTEGER NOT NULL,
      partition INTEGER NOT NULL,
      first_offset INTEGER NOT NULL,
      last_offset INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      min_timestamp INTEGER NOT NULL,
      max_timestamp INTEGER NOT NULL,
      high_timestamp INTEGER NOT NULL
    );
    CREATE UNIQUE INDEX chunks_by_offset ON chunks (topic, partition, last_offset);
    CREATE INDEX chunks_by_age ON chunks (topic, min_timestamp);
    CREATE INDEX chunks_by_high_timestamp ON chunks (topic, partition, high_timestamp, last_offset);

    CREATE TABLE frames (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      frame BLOB NOT NULL
    );

    CREATE TABLE group_offsets (
      consumer_group TEXT NOT NULL,
      topic INTEGER NOT NULL,
      partition INTEGER NOT NULL,
      next_offset INTEGER NOT NULL,
      PRIMARY KEY (consumer_group, topic, partition)
    ) WITHOUT ROWID;
    CREATE INDEX group_offsets_of_topic ON group_offsets (topic);
  `,
};
