import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { integer } from './columns.ts';
import { StateBusy, StateClosed, StateDamaged } from './errors.ts';
import { SqliteFile, type SqliteLayout } from './sqlite-file.ts';
import { inThread, thread } from './testing/elsewhere.ts';
import { filesWith } from './testing/find-bytes.ts';
import { temporaryDirectory } from './testing/temporary-state.ts';

const LAYOUT: SqliteLayout = {
  version: 3,
  synchronous: 'NORMAL',
  schema: `CREATE TABLE things (owner INTEGER, number INTEGER, content TEXT, PRIMARY KEY (owner, number)) WITHOUT ROWID`,
};

const WRITER = `
  const { SqliteFile } = await load('sqlite-file.ts');
  const file = new SqliteFile(data.path, data.LAYOUT);
  for (let number = 0; number < 10; number += 1) {
    file.run('INSERT INTO things (owner, number) VALUES (?, ?)', data.owner, number);
  }
  file[Symbol.dispose]();`;

const HALF_WRITER = `
  const { SqliteFile } = await load('sqlite-file.ts');
  const file = new SqliteFile(data.path, data.LAYOUT);
  const insert = 'INSERT INTO things (owner, number) VALUES (1, ?)';
  file.run(insert, 1);
  file.transaction(() => {
    file.run(insert, 2);
    parentPort.postMessage('in the middle');
    for (;;);
  });`;

function freePath(): string {
  const directory = temporaryDirectory();
  mkdirSync(directory);
  return join(directory, 'file.db');
}

function openFile(path: string, layout = LAYOUT): SqliteFile {
  const file = new SqliteFile(path, layout, { busyMs: 0 });
  onTestFinished(() => file[Symbol.dispose]());
  return file;
}

function count(file: SqliteFile): number {
  return integer(file.get('SELECT count(*) AS count FROM things') ?? {}, 'count');
}

function insert(file: SqliteFile, number: number, content = 'text'): void {
  file.run('INSERT INTO things (owner, number, content) VALUES (1, ?, ?)', number, content);
}

describe('a file', () => {
  test('is made when it is first used, for its owner alone', () => {
    const file = openFile(freePath());
    expect(file.isMade).toBe(false);
    insert(file, 1);
    expect(file.isMade).toBe(true);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(statSync(`${file.path}-wal`).mode & 0o777).toBe(0o600);
  });

  test('keeps what was written', () => {
    const path = freePath();
    const first = openFile(path);
    insert(first, 1);
    first[Symbol.dispose]();
    expect(count(openFile(path))).toBe(1);
  });

  test('is made once by many threads that open it at the same time', async () => {
    const path = freePath();
    const threads = [1, 2, 3, 4, 5, 6].map((owner) => inThread(WRITER, { path, owner, LAYOUT }));
    expect(await Promise.all(threads)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(count(openFile(path))).toBe(60);
  });

  test('is of no use once it is disposed', () => {
    const file = openFile(freePath());
    insert(file, 1);
    file[Symbol.dispose]();
    expect(() => insert(file, 2)).toThrow(StateClosed);
  });
});

describe('a transaction', () => {
  test('that fails leaves nothing', () => {
    const file = openFile(freePath());
    const failure = new Error('no');
    const work = () => {
      insert(file, 1);
      throw failure;
    };
    expect(() => file.transaction(work)).toThrow(failure);
    expect(count(file)).toBe(0);
  });

  test('of another connection is waited for, and not longer than was said', () => {
    const path = freePath();
    const [holder, file] = [openFile(path), openFile(path)];
    holder.run('BEGIN IMMEDIATE');
    expect(() => insert(file, 1)).toThrow(StateBusy);
    holder.run('COMMIT');
    insert(file, 1);
    expect(count(file)).toBe(1);
  });

  test('of a thread that is ended in the middle of it never was, and holds up nobody', async () => {
    const path = freePath();
    const writer = thread(HALF_WRITER, { path, LAYOUT });
    await once(writer, 'message');
    await writer.terminate();
    const file = openFile(path);
    expect(count(file)).toBe(1);
    insert(file, 7);
  });

  test('of another connection is not seen by a snapshot that began before', () => {
    const path = freePath();
    const [writer, reader] = [openFile(path), openFile(path)];
    insert(writer, 1);
    const counts = reader.snapshot(() => {
      const before = count(reader);
      insert(writer, 2);
      return [before, count(reader)];
    });
    expect(counts).toEqual([1, 1]);
    expect(count(reader)).toBe(2);
  });
});

describe('damage', () => {
  test.each<[string, (path: string) => void]>([
    ['that is no database', (path) => writeFileSync(path, 'a'.repeat(10_000))],
    ['that is empty', (path) => writeFileSync(path, '')],
    [
      'of something else',
      (path) => {
        const other = new DatabaseSync(path);
        other.exec('CREATE TABLE other (x)');
        other.close();
      },
    ],
    [
      'of a newer platform',
      (path) => {
        const newer = openFile(path, { ...LAYOUT, version: 4 });
        insert(newer, 1);
        newer[Symbol.dispose]();
      },
    ],
  ])('of a file %s is said when it is opened', (_, spoil) => {
    const path = freePath();
    spoil(path);
    const before = readFileSync(path);
    const touch = () => openFile(path).touch();
    expect(touch).toThrow(StateDamaged);
    expect(readFileSync(path)).toEqual(before);
  });

  test('within a file is found by a check', () => {
    const path = freePath();
    const file = openFile(path);
    file.transaction(() => {
      for (let number = 0; number < 1_000; number += 1) {
        insert(file, number, 'content '.repeat(10));
      }
    });
    file.check();
    file[Symbol.dispose]();
    truncateSync(path, statSync(path).size / 2);
    expect(() => openFile(path).check()).toThrow(StateDamaged);
  });
});

describe('deleted content', () => {
  const CANARY = 'canary-4711';

  /** Rows of twenty owners on the same pages, of all lengths, in an order that makes SQLite move them about. */
  function filled(): SqliteFile {
    const file = openFile(freePath());
    const numbers = new Map<number, number>();
    const rolls = dice().take(5_000);
    file.transaction(() => {
      for (const roll of rolls) {
        const owner = roll % 20;
        const number = numbers.get(owner) ?? 0;
        numbers.set(owner, number + 1);
        file.run(
          'INSERT INTO things (owner, number, content) VALUES (?, ?, ?)',
          owner,
          number,
          (owner === 7 ? CANARY : 'something else').repeat(5 + ((roll >> 8) & 63)),
        );
      }
    });
    file.run('DELETE FROM things WHERE owner = 7');
    return file;
  }

  test('is in no byte once the file was rebuilt', async () => {
    const file = filled();
    await file.scrub();
    expect(isFound(file.path, CANARY)).toBe(true);
    await file.rebuild();
    expect(isFound(file.path, CANARY)).toBe(false);
    expect(isFound(file.path, 'something else')).toBe(true);
  });

  test('is not in the log once it was scrubbed', async () => {
    const file = openFile(freePath());
    insert(file, 1, CANARY);
    file.run('DELETE FROM things');
    expect(isFound(file.path, CANARY)).toBe(true);
    await file.scrub();
    expect(isFound(file.path, CANARY)).toBe(false);
    expect(statSync(`${file.path}-wal`).size).toBe(0);
  });

  test('is said to be there while somebody reads what was before', async () => {
    const file = openFile(freePath());
    const reader = openFile(file.path);
    insert(file, 1, CANARY);
    const scrub = reader.snapshot(() => {
      count(reader);
      file.run('DELETE FROM things');
      return file.tryScrub();
    });
    expect(scrub).toBe(false);
    expect(file.tryScrub()).toBe(true);
  });
});

function isFound(path: string, bytes: string): boolean {
  return filesWith(dirname(path), bytes).length > 0;
}

/** Numbers that look random and are the same each time. */
function* dice(): Generator<number> {
  for (let state = 1; ; state += 1) {
    yield createHash('sha256').update(String(state)).digest().readUInt32LE();
  }
}

test('the directory of a file is its own business', () => {
  const path = join(dirname(freePath()), 'missing', 'file.db');
  expect(() => openFile(path).touch()).toThrow('ENOENT');
});
