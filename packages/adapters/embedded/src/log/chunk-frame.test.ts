import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SqliteFile } from '../sqlite-file.ts';
import { filesWith } from '../testing/find-bytes.ts';
import { temporaryDirectory } from '../testing/temporary-state.ts';
import { framed, LOG_PAGE_BYTES, SHARED_BYTES, unframed } from './chunk-frame.ts';
import { LOG_LAYOUT } from './log-layout.ts';

const lengths = fc.oneof(fc.nat(5_000), fc.nat(200_000));
const CANARY = 'canary-4711 ';

describe('a frame', () => {
  test('holds its chunk', () => {
    fc.assert(
      fc.property(lengths, (length) => {
        const chunk = Buffer.alloc(length, CANARY);
        expect(unframed(Buffer.from(framed(chunk)), length).equals(chunk)).toBe(true);
      }),
    );
  });

  test('takes at most two pages and its part of a shared one more than its chunk', () => {
    fc.assert(
      fc.property(lengths, (length) => {
        const taken = framed(Buffer.alloc(length)).length;
        expect(taken).toBeLessThanOrEqual(length + 2 * LOG_PAGE_BYTES + SHARED_BYTES);
      }),
    );
  });

  /** Fails where chunks are stored as they are: SQLite leaves copies where it moves rows between pages. */
  test('leaves nothing behind among frames of others', async () => {
    const directory = temporaryDirectory();
    mkdirSync(directory);
    const file = new SqliteFile(join(directory, 'log.db'), LOG_LAYOUT);
    onTestFinished(() => file[Symbol.dispose]());
    const rows = Array.from({ length: 3_000 }, (_, index) => {
      const roll = createHash('sha256').update(String(index)).digest().readUInt32LE();
      const stays = roll % 7 === 0;
      return {
        roll,
        stays,
        chunk: Buffer.alloc(1 + ((roll >>> 8) % 300), stays ? 'stays ' : CANARY),
      };
    });
    const stored = file.transaction(() =>
      rows.map(({ chunk, ...row }) => {
        const { id } = file.run('INSERT INTO frames (frame) VALUES (?)', framed(chunk));
        return { ...row, id };
      }),
    );
    for (const { id } of stored.toSorted((a, b) => a.roll - b.roll).filter(({ stays }) => !stays)) {
      file.run('DELETE FROM frames WHERE id = ?', id);
    }
    await file.scrub();
    file[Symbol.dispose]();
    expect(filesWith(directory, 'stays ')).not.toEqual([]);
    expect(filesWith(directory, CANARY)).toEqual([]);
  });
});
