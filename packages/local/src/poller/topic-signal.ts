/** Wakes who waits for records of a topic. */
export class TopicSignal {
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #raised = new Set<string>();

  /** Remembered when nobody waits, so that no record is missed between a look and a wait. */
  raise(name: string): void {
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) {
      this.#raised.add(name);
      return;
    }
    this.#waiting.delete(name);
    for (const wake of waiting) {
      wake();
    }
  }

  raiseAll(): void {
    for (const name of [...this.#waiting.keys()]) {
      this.raise(name);
    }
  }

  /** Resolves at the next `raise`, after `ms`, or when the signal is aborted. */
  wait(name: string, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#raised.delete(name)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, waiting);
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
