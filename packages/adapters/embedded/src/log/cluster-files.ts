import { mkdirSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CellId, cellId } from '@tributary/domain/placement';
import { ClusterUnavailable } from '@tributary/domain/topics';
import { integer, text } from '../columns.ts';
import { hasCode } from '../error-code.ts';
import { overwriteFile } from '../overwrite-file.ts';
import { SqliteFile } from '../sqlite-file.ts';
import { LOG_LAYOUT } from './log-layout.ts';

type Open = { readonly incarnation: number; readonly file: SqliteFile };

export type ClusterState = 'active' | 'deleting' | 'absent';

const LOG_FILE = 'log.db';
/** More than these are closed, the longest unused first. */
const MAX_OPEN = 128;

/**
 * The clusters of this machine, a directory each. `control` knows which there are and tells a cluster from an earlier one of
 * the same cell, whose files another process may still have open. The cluster of a shared cell is made when it is first used.
 */
export class ClusterFiles implements Disposable {
  readonly #directory: string;
  readonly #control: SqliteFile;
  readonly #open = new Map<CellId, Open>();

  constructor(directory: string, control: SqliteFile) {
    this.#directory = directory;
    this.#control = control;
  }

  /** @throws {ClusterUnavailable} there is no such cluster. */
  of(cell: CellId): SqliteFile {
    const incarnation = this.#incarnation(cell) ?? this.#makeShared(cell);
    const known = this.#open.get(cell);
    if (incarnation !== undefined && known?.incarnation === incarnation) {
      this.#open.delete(cell);
      this.#open.set(cell, known);
      return known.file;
    }
    this.#close(cell);
    if (incarnation === undefined) {
      throw new ClusterUnavailable({ cell, doing: 'the cell has no cluster' });
    }
    const file = new SqliteFile(join(this.#path(cell), LOG_FILE), LOG_LAYOUT);
    this.#open.set(cell, { incarnation, file });
    this.#closeUnused();
    return file;
  }

  /** Twice equals once. */
  async create(cell: CellId): Promise<void> {
    if (this.#state(cell) === 'deleting') {
      await this.#delete(cell);
    }
    this.#make(cell);
  }

  /** Twice equals once. */
  async remove(cell: CellId): Promise<void> {
    this.#control.run(`UPDATE clusters SET state = 'deleting' WHERE cell = ?`, cell);
    if (this.#state(cell) === 'deleting') {
      await this.#delete(cell);
    }
  }

  /** Goes on with a deletion that was interrupted, or that files in use held up. */
  async state(cell: CellId): Promise<ClusterState> {
    if (this.#state(cell) === 'deleting') {
      await this.#delete(cell);
    }
    return this.#state(cell);
  }

  /** In order of cell, those that are there. */
  list(): readonly CellId[] {
    return this.#control
      .all(`SELECT cell FROM clusters WHERE state = 'active' ORDER BY cell`)
      .map((row) => cellId(text(row, 'cell')));
  }

  [Symbol.dispose](): void {
    for (const cell of [...this.#open.keys()]) {
      this.#close(cell);
    }
  }

  #incarnation(cell: CellId): number | undefined {
    const row = this.#control.get(
      `SELECT incarnation FROM clusters WHERE cell = ? AND state = 'active'`,
      cell,
    );
    return row && integer(row, 'incarnation');
  }

  #state(cell: CellId): ClusterState {
    const row = this.#control.get('SELECT state FROM clusters WHERE cell = ?', cell);
    if (row === undefined) {
      return 'absent';
    }
    return row['state'] === 'active' ? 'active' : 'deleting';
  }

  #makeShared(cell: CellId): number | undefined {
    const row = this.#control.get(`SELECT 1 FROM cells WHERE id = ? AND kind = 'shared'`, cell);
    if (row !== undefined) {
      this.#make(cell);
    }
    return this.#incarnation(cell);
  }

  #make(cell: CellId): void {
    mkdirSync(this.#path(cell), { recursive: true, mode: 0o700 });
    this.#control.run(
      `INSERT INTO clusters (cell, state) VALUES (?, 'active') ON CONFLICT DO NOTHING`,
      cell,
    );
  }

  async #delete(cell: CellId): Promise<void> {
    this.#close(cell);
    const directory = this.#path(cell);
    try {
      for (const name of await readdir(directory)) {
        await overwriteFile(join(directory, name));
      }
      rmSync(directory, { recursive: true });
    } catch (cause) {
      if (isInUse(cause)) {
        return;
      }
      if (!hasCode(cause, 'ENOENT')) {
        throw cause;
      }
    }
    this.#control.run(`DELETE FROM clusters WHERE cell = ? AND state = 'deleting'`, cell);
  }

  #close(cell: CellId): void {
    this.#open.get(cell)?.file[Symbol.dispose]();
    this.#open.delete(cell);
  }

  #closeUnused(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size > MAX_OPEN) {
      this.#close(oldest);
    }
  }

  #path(cell: CellId): string {
    return join(this.#directory, cell);
  }
}

/** Windows does not let go of a file that another thread or process has open. */
function isInUse(cause: unknown): boolean {
  return ['EBUSY', 'EPERM', 'ENOTEMPTY'].some((code) => hasCode(cause, code));
}
