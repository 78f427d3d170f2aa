import { randomFillSync } from 'node:crypto';
import { type EpochMs, KIB, SECOND_MS } from '@tributary/kernel';
import { isWithin } from './is-within.ts';

/** Overwrites all of `bytes` with unpredictable ones. */
export type FillRandom = (bytes: Buffer) => void;

export const fillRandom: FillRandom = (bytes) => {
  randomFillSync(bytes);
};

const POOL_BYTES = 8 * KIB;
const MAX_AGE_MS = SECOND_MS;

/**
 * Random bytes drawn in bulk, because one call of the generator costs more than sealing a short record. They are not kept
 * for longer than a second by wall clock, so that two processes resumed from one snapshot do not draw the same.
 */
export class RandomPool {
  readonly #fill: FillRandom;
  readonly #bytes = Buffer.alloc(POOL_BYTES);
  #at = POOL_BYTES;
  #filledAt: EpochMs = 0;

  constructor(fill: FillRandom) {
    this.#fill = fill;
  }

  /** At most 8 KiB; good until the next call. */
  take(length: number, now: EpochMs): Buffer {
    if (this.#at + length > POOL_BYTES || !isWithin(now - this.#filledAt, MAX_AGE_MS)) {
      this.#fill(this.#bytes);
      this.#filledAt = now;
      this.#at = 0;
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
