import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from './columns.ts';
import { StateBusy, StateClosed, StateDamaged } from './errors.ts';
import { makeFile } from './make-file.ts';

export type SqliteLayout = {
  /** The statements that make an empty file. */
  readonly schema: string;
  /** From 1; kept in the file, so that an older or newer platform refuses it. */
  readonly version: number;
  /**
   * `FULL`: what was committed survives a power cut. `NORMAL`: it survives the end of the process, by SIGKILL too; a power
   * cut may take the last commits, and never leaves half of one.
   */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly pageBytes?: number;
};

const DEFAULT_PAGE_BYTES = 4_096;
const DEFAULT_BUSY_MS = 10_000;
const WAL_BYTES = 4 * 1_024 * 1_024;
const CACHE_KIB = 1_024;
const TRUNCATE_WAIT_MS = 100;
const TRUNCATE_ATTEMPTS = 50;

/**
 * One SQLite file through one connection. Any number of threads and processes may have it open: there is one writer at a time,
 * and a writer does not hold up readers. Deleted content is overwritten with zeros; see `scrub` for what else it takes.
 */
export class SqliteFile implements Disposable {
  readonly path: string;
  readonly #layout: SqliteLayout;
  readonly #busyMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #open: DatabaseSync | undefined;
  #isClosed = false;

  /**
   * It is opened when it is first used, and made where there is none: every method may throw
   * {StateDamaged} (it is no database, or of another version), {StateBusy} and, once it is disposed, {StateClosed}.
   */
  constructor(
    path: string,
    layout: SqliteLayout,
    { busyMs = DEFAULT_BUSY_MS }: { readonly busyMs?: number } = {},
  ) {
    this.path = path;
    this.#layout = layout;
    this.#busyMs = busyMs;
  }

  /** Whether anybody has used it yet. */
  get isMade(): boolean {
    return existsSync(this.path);
  }

  /** Opens it now. */
  touch(): void {
    this.#translated(() => this.#database);
  }

  all(sql: string, ...parameters: readonly SQLInputValue[]): readonly Row[] {
    return this.#translated(() => this.#statement(sql).all(...parameters));
  }

  get(sql: string, ...parameters: readonly SQLInputValue[]): Row | undefined {
    return this.#translated(() => this.#statement(sql).get(...parameters));
  }

  run(sql: string, ...parameters: readonly SQLInputValue[]): { changes: number; id: number } {
    const { changes, lastInsertRowid } = this.#translated(() =>
      this.#statement(sql).run(...parameters),
    );
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  /** All that `work` does or nothing of it, and nobody writes in between. */
  transaction<Result>(work: () => Result): Result {
    return this.#between('BEGIN IMMEDIATE', work);
  }

  /** All that `work` reads is of one moment. */
  snapshot<Result>(work: () => Result): Result {
    return this.#between('BEGIN', work);
  }

  /**
   * Resolves once what was deleted before is in no byte of the file and its log: the log is copied into the file and emptied.
   *
   * @throws {StateBusy} somebody used the file all the time; ask again.
   */
  async scrub(): Promise<void> {
    for (let attempt = 1; attempt <= TRUNCATE_ATTEMPTS; attempt += 1) {
      if (this.tryScrub()) {
        return;
      }
      await pause(TRUNCATE_WAIT_MS);
    }
    throw new StateBusy(this.path);
  }

  /** One attempt at `scrub`; whether it succeeded. */
  tryScrub(): boolean {
    this.#database.exec(`PRAGMA busy_timeout = ${TRUNCATE_WAIT_MS}`);
    try {
      return this.get('PRAGMA wal_checkpoint(TRUNCATE)')?.['busy'] === 0;
    } catch (cause) {
      if (cause instanceof StateBusy) {
        return false;
      }
      throw cause;
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${this.#busyMs}`);
    }
  }

  /**
   * `scrub` for files in which rows of several tenants share a page: where SQLite moves rows between pages it leaves copies
   * in the unused part of a page, which no deletion overwrites. Takes time by the size of the file.
   */
  async rebuild(): Promise<void> {
    this.run('VACUUM');
    await this.scrub();
  }

  /** @throws {StateDamaged} reads the whole file. */
  check(): void {
    const problem = this.get('PRAGMA quick_check(1)')?.['quick_check'];
    if (problem !== 'ok') {
      throw new StateDamaged({ file: this.path, problem: String(problem) });
    }
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#open?.close();
    this.#open = undefined;
    this.#isClosed = true;
  }

  #between<Result>(begin: string, work: () => Result): Result {
    this.run(begin);
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (cause) {
      if (this.#database.isTransaction) {
        this.run('ROLLBACK');
      }
      throw cause;
    }
  }

  get #database(): DatabaseSync {
    if (this.#isClosed) {
      throw new StateClosed(this.path);
    }
    this.#open ??= open(this.path, this.#layout, this.#busyMs);
    return this.#open;
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      return known;
    }
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #translated<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      throw translate(cause, this.path);
    }
  }
}

function open(path: string, layout: SqliteLayout, busyMs: number): DatabaseSync {
  if (!existsSync(path)) {
    make(path, layout);
  }
  const database = new DatabaseSync(path, { timeout: busyMs, enableForeignKeyConstraints: false });
  try {
    const version = versionOf(database);
    if (version !== layout.version) {
      const problem = `it has version ${version}, this platform reads version ${layout.version}`;
      throw new StateDamaged({ file: path, problem });
    }
    database.exec(`
      PRAGMA secure_delete = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA trusted_schema = OFF;
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA synchronous = ${layout.synchronous};
      PRAGMA wal_autocheckpoint = ${Math.ceil(WAL_BYTES / pageBytesOf(layout))};
      PRAGMA journal_size_limit = ${WAL_BYTES};
    `);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** Made aside, so that it needs no journal: nobody sees it before it is whole. */
function make(path: string, layout: SqliteLayout): void {
  makeFile(path, (aside) => {
    const database = new DatabaseSync(aside);
    database.exec(`
      PRAGMA synchronous = OFF;
      PRAGMA journal_mode = OFF;
      PRAGMA page_size = ${pageBytesOf(layout)};
      BEGIN;
      ${layout.schema};
      PRAGMA user_version = ${layout.version};
      COMMIT;
      PRAGMA journal_mode = WAL;
    `);
    database.close();
  });
}

function pageBytesOf({ pageBytes = DEFAULT_PAGE_BYTES }: SqliteLayout): number {
  return pageBytes;
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare('PRAGMA user_version').get()?.['user_version'];
}

/** Source of the numbers: https://www.sqlite.org/rescode.html (the low byte is the primary result code). */
function translate(cause: unknown, file: string): unknown {
  if (!(cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number')) {
    return cause;
  }
  switch (cause.errcode & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new StateBusy(file, { cause });
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return new StateDamaged({ file, problem: cause.message }, { cause });
    default:
      return cause;
  }
}
