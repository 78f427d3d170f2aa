import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Clock, EpochMs } from '@tributary/kernel';

const START = Date.UTC(2026, 0, 1);

/** Sleeping moves it at once, and the process that comes next goes on from there: two runs of a thing see the same times. */
export class FileClock implements Clock {
  readonly #path: string;
  #now: EpochMs;

  constructor(path: string) {
    this.#path = path;
    this.#now = existsSync(path) ? Number(readFileSync(path, 'utf8')) : START;
  }

  now(): EpochMs {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#now += ms;
    writeFileSync(this.#path, String(this.#now));
  }
}
