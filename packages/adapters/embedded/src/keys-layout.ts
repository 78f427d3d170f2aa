import type { SqliteLayout } from './sqlite-file.ts';

/**
 * The key table, by itself: wrapped keys, and the tombstones that say which were destroyed on purpose. A key that was created
 * or destroyed stays so after a power cut.
 */
export const KEYS_LAYOUT: SqliteLayout = {
  version: 1,
  synchronous: 'FULL',
  schema: `
    CREATE TABLE branch_keys (
      tenant TEXT NOT NULL,
      version INTEGER NOT NULL,
      wrapped BLOB NOT NULL,
      PRIMARY KEY (tenant, version)
    ) WITHOUT ROWID;

    CREATE TABLE routing_keys (
      tenant TEXT PRIMARY KEY,
      wrapped BLOB NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE tombstones (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      tenant TEXT NOT NULL,
      through INTEGER,
      destroyed_at INTEGER NOT NULL
    );
    CREATE INDEX tombstones_of_tenant ON tombstones (tenant, kind, sequence);
  `,
};
