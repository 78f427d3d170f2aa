import type { SqliteLayout } from './sqlite-file.ts';

/**
 * What consumers keep for some of the tenants: their projections, the markers of the events that caused them, and what is known
 * of the records in quarantine, whose bytes are files.
 */
export const CONSUMERS_LAYOUT: SqliteLayout = {
  version: 1,
  synchronous: 'NORMAL',
  schema: `
    CREATE TABLE entries (
      tenant TEXT NOT NULL,
      consumer TEXT NOT NULL,
      key TEXT NOT NULL,
      version INTEGER NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (tenant, consumer, key)
    ) WITHOUT ROWID;

    CREATE TABLE markers (
      tenant TEXT NOT NULL,
      consumer TEXT NOT NULL,
      run TEXT NOT NULL,
      event TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      PRIMARY KEY (tenant, consumer, run, event)
    ) WITHOUT ROWID;
    CREATE INDEX markers_by_expiry ON markers (expires_at);

    CREATE TABLE versions (
      last INTEGER NOT NULL
    );
    INSERT INTO versions (last) VALUES (0);

    CREATE TABLE quarantined (
      arrival INTEGER PRIMARY KEY AUTOINCREMENT,
      tenant TEXT NOT NULL,
      consumer TEXT NOT NULL,
      topic TEXT NOT NULL,
      partition INTEGER NOT NULL,
      record_offset INTEGER NOT NULL,
      key_digest TEXT NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      UNIQUE (tenant, consumer, topic, partition, record_offset)
    );
    CREATE INDEX quarantined_keys ON quarantined (tenant, consumer, key_digest);
  `,
};

/** Work that was begun and has not ended. No tenant's data is in it. */
export const ATTEMPTS_LAYOUT: SqliteLayout = {
  version: 1,
  synchronous: 'NORMAL',
  schema: `
    CREATE TABLE attempts (
      topic TEXT NOT NULL,
      partition INTEGER NOT NULL,
      record_offset INTEGER NOT NULL,
      consumer TEXT NOT NULL,
      kind TEXT NOT NULL,
      begun INTEGER NOT NULL,
      PRIMARY KEY (topic, partition, record_offset, consumer, kind)
    ) WITHOUT ROWID;
  `,
};
