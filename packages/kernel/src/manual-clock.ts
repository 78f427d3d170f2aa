import type { Clock, EpochMs } from './clock.ts';

type Sleeper = { readonly dueAt: EpochMs; readonly wake: () => void };

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: EpochMs;
  #sleepers: Sleeper[] = [];

  constructor(now: EpochMs = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) {
      return Promise.reject(signal.reason);
    }
    return new Promise((resolve, reject) => {
      const sleeper = { dueAt: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Moves the time forward and wakes, in order, all that is due. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#sleepers.filter((sleeper) => sleeper.dueAt <= this.#now);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.dueAt > this.#now);
    for (const sleeper of due.toSorted((a, b) => a.dueAt - b.dueAt)) {
      sleeper.wake();
    }
  }
}
