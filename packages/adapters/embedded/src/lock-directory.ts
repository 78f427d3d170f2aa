import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StateLocked } from './errors.ts';

const LOCK_FILE = 'lock.db';
const PID_FILE = 'lock';

/** A lock that nobody refers to any more would be collected, and be free. */
const held = new Set<DatabaseSync>();

/**
 * Keeps every other caller out of the directory until it is disposed or this process ends, however it ends: the lock is one
 * of the operating system on an open file. It does not keep out `openEmbedded`: worker threads open the same directory.
 *
 * @throws {StateLocked}
 */
export function lockDirectory(directory: string): Disposable {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pidFile = join(directory, PID_FILE);
  const database = new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new StateLocked({ directory, pid: pidIn(pidFile) }, { cause });
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  held.add(database);
  return {
    [Symbol.dispose]: () => {
      if (held.delete(database)) {
        rmSync(pidFile, { force: true });
        database.close();
      }
    },
  };
}

/** 0 where it is not known. */
function pidIn(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}
