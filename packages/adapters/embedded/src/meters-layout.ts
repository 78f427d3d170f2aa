import type { SqliteLayout } from './sqlite-file.ts';

/** Counts of events. A power cut may take what was counted last: then a tenant gets that much for nothing. */
export const METERS_LAYOUT: SqliteLayout = {
  version: 1,
  synchronous: 'NORMAL',
  schema: `
    CREATE TABLE buckets (
      tenant TEXT PRIMARY KEY,
      milli_events REAL NOT NULL,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE usage (
      tenant TEXT PRIMARY KEY,
      events INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) WITHOUT ROWID;
  `,
};
