import type { Embedded } from '@tributary/adapter-embedded';
import type { CellId } from '@tributary/domain/placement';
import type { TopicSignal } from './topic-signal.ts';

/** Wakes the subscriptions of topics that another thread has appended to. */
export class AppendWatch implements Disposable {
  readonly #embedded: Embedded;
  readonly #signal: TopicSignal;
  readonly #marks = new Map<CellId, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ embedded, signal }: { readonly embedded: Embedded; readonly signal: TopicSignal }) {
    this.#embedded = embedded;
    this.#signal = signal;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => this.#look(), everyMs);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const cell of this.#embedded.files.clusters.list()) {
      const { mark, topics } = this.#embedded.appendsSince(cell, this.#marks.get(cell) ?? 0);
      this.#marks.set(cell, mark);
      for (const topic of topics) {
        this.#signal.raise(topic);
      }
    }
  }
}
