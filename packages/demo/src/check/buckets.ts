import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonLineFile, readJsonLines } from './json-lines.ts';

const BUCKETS = 64;

/** A row of texts; a missing one reads as an empty one. */
export type Row = readonly string[];

/**
 * Rows of one key together, without all rows in memory: those of a key are in the same bucket, in the order in which they were
 * added, and one bucket is read at a time. Disposing of it deletes its files.
 */
export class Buckets implements AsyncDisposable {
  readonly #directory: string;
  readonly #files: readonly JsonLineFile[];
  #isOpen = true;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#files = Array.from(
      { length: BUCKETS },
      (_, index) => new JsonLineFile(join(directory, String(index))),
    );
  }

  static async create(directory: string): Promise<Buckets> {
    await mkdir(directory, { recursive: true });
    return new Buckets(directory);
  }

  async add(key: string, row: Row): Promise<void> {
    await this.#files[bucketOf(key)]?.write(row);
  }

  /** Nothing can be added any more. */
  async *read(): AsyncGenerator<readonly Row[]> {
    await this.#close();
    for (const index of this.#files.keys()) {
      yield await Array.fromAsync(readJsonLines(join(this.#directory, String(index))), asRow);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      await Promise.all(this.#files.map((file) => file[Symbol.asyncDispose]()));
    }
  }
}

function asRow(line: unknown): Row {
  return Array.isArray(line) ? line.map(String) : [];
}

/** FNV-1a. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % BUCKETS;
}
