import type { SqliteLayout } from './sqlite-file.ts';

/** What the control plane knows. Everything here survives a power cut. */
export const CONTROL_LAYOUT: SqliteLayout = {
  version: 1,
  synchronous: 'FULL',
  schema: `
    CREATE TABLE tenants (
      id TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      document TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE operations (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      tenant TEXT NOT NULL,
      ended INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      version INTEGER NOT NULL,
      document TEXT NOT NULL
    );
    CREATE INDEX operations_of_tenant ON operations (tenant, started_at, sequence);
    CREATE INDEX unfinished_operations ON operations (started_at, sequence) WHERE ended = 0;

    CREATE TABLE idempotency (
      key_digest TEXT PRIMARY KEY,
      request_digest TEXT NOT NULL,
      operation TEXT NOT NULL,
      expires_at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE cells (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      profile TEXT NOT NULL,
      partitions INTEGER NOT NULL DEFAULT 0,
      groups INTEGER NOT NULL DEFAULT 0,
      budget TEXT NOT NULL DEFAULT '[]'
    ) WITHOUT ROWID;

    CREATE TABLE claims (
      cell TEXT NOT NULL,
      tenant TEXT NOT NULL,
      partitions INTEGER NOT NULL,
      groups INTEGER NOT NULL,
      PRIMARY KEY (cell, tenant)
    ) WITHOUT ROWID;

    CREATE TABLE clusters (
      incarnation INTEGER PRIMARY KEY AUTOINCREMENT,
      cell TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL
    );

    CREATE TABLE grants (
      tenant TEXT PRIMARY KEY,
      policies TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE tokens (
      digest TEXT PRIMARY KEY,
      tenant TEXT,
      scopes TEXT NOT NULL,
      expires_at INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX tokens_of_tenant ON tokens (tenant);

    CREATE TABLE subscriptions (
      consumer_group TEXT PRIMARY KEY,
      owner TEXT NOT NULL,
      state TEXT NOT NULL,
      document TEXT NOT NULL
    ) WITHOUT ROWID;
  `,
};
