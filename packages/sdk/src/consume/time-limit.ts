import { type Clock, type EpochMs, SECOND_MS } from '@tributary/kernel';

/** What is left for the platform's own writes once the last handler was ended. */
const MAX_MARGIN_MS = SECOND_MS;
const MARGIN_SHARE = 0.1;

export const EXPIRED = Symbol('the time of the batch is up');

/**
 * The time of one batch. First handlers are asked to end (`signal`), and no other is begun; a margin later those that have
 * not settled are ended (`expired`); the last margin before the limit is the platform's own.
 */
export class TimeLimit implements Disposable {
  readonly usableMs: number;
  readonly expired: Promise<typeof EXPIRED>;
  readonly #clock: Clock;
  readonly #asksAt: EpochMs;
  readonly #asked = new AbortController();
  readonly #stopped = new AbortController();

  constructor(clock: Clock, remainingMs: number) {
    const margin = Math.min(MAX_MARGIN_MS, remainingMs * MARGIN_SHARE);
    this.#clock = clock;
    this.usableMs = remainingMs - 2 * margin;
    this.#asksAt = clock.now() + this.usableMs;
    void this.#after(this.usableMs, () => this.#asked.abort());
    this.expired = new Promise((resolve) => {
      void this.#after(this.usableMs + margin, () => resolve(EXPIRED));
    });
  }

  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Judged by the clock: a handler that kept the processor kept the timers waiting too. */
  get isUp(): boolean {
    return this.#asked.signal.aborted || this.#clock.now() >= this.#asksAt;
  }

  [Symbol.dispose](): void {
    this.#stopped.abort();
  }

  async #after(ms: number, act: () => void): Promise<void> {
    try {
      await this.#clock.sleep(ms, this.#stopped.signal);
    } catch {
      return;
    }
    act();
  }
}
