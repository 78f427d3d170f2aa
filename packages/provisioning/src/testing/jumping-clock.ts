import type { Clock, EpochMs } from '@tributary/kernel';

/** Who sleeps moves it: nothing is waited for, and every wait is seen. */
export class JumpingClock implements Clock {
  #now: EpochMs;

  constructor(now: EpochMs = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#now += ms;
  }
}
