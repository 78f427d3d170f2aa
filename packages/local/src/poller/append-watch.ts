import type { Embedded } from '@tributary/adapter-embedded';
import type { CellId } from '@tributary/domain/placement';
import { describeFailure } from '@tributary/sdk/consume';
import type { Log } from '../log.ts';
import type { TopicSignal } from './topic-signal.ts';

/** Wakes the subscriptions of topics that another thread has appended to. A look that fails is followed by the next. */
export class AppendWatch implements Disposable {
  readonly #embedded: Pick<Embedded, 'appendsSince' | 'files'>;
  readonly #signal: TopicSignal;
  readonly #log: Log;
  readonly #marks = new Map<CellId, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor({
    embedded,
    log,
    signal,
  }: {
    readonly embedded: Pick<Embedded, 'appendsSince' | 'files'>;
    readonly signal: TopicSignal;
    readonly log: Log;
  }) {
    this.#embedded = embedded;
    this.#signal = signal;
    this.#log = log;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => this.#tryToLook(), everyMs);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Nobody waits for a timer: what it throws would end the process. */
  #tryToLook(): void {
    try {
      this.#look();
    } catch (error) {
      this.#log('warn', 'nobody could be asked for new records', describeFailure(error));
    }
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
