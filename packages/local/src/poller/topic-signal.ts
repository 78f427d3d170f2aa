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
    for (const wake of [...waiting]) {
      wake();
    }
  }

  /** Resolves at the next `raise`, after `ms`, or when the signal is aborted. */
  wait(name: string, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#raised.delete(name)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#leave(name, wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#enter(name, wake);
      signal.addEventListener('abort', wake);
    });
  }

  #enter(name: string, wake: () => void): void {
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting.add(wake));
  }

  /** Who was the last to wait leaves no trace: a name that is there has somebody to wake. */
  #leave(name: string, wake: () => void): void {
    const waiting = this.#waiting.get(name);
    waiting?.delete(wake);
    if (waiting?.size === 0) {
      this.#waiting.delete(name);
    }
  }
}
