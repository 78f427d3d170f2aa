import type { TopicName } from '../../topics/index.ts';
import type { Attempt, AttemptJournal } from '../attempt-journal.ts';

/** A journal for tests: it forgets everything with the process. */
export class MemoryAttemptJournal implements AttemptJournal {
  readonly #begun = new Map<string, { readonly topic: TopicName; readonly times: number }>();

  async begin(attempts: readonly Attempt[]): Promise<readonly number[]> {
    return attempts.map((attempt) => {
      const times = (this.#begun.get(nameOf(attempt))?.times ?? 0) + 1;
      this.#begun.set(nameOf(attempt), { topic: attempt.topic, times });
      return times;
    });
  }

  async end(attempts: readonly Attempt[]): Promise<void> {
    for (const attempt of attempts) {
      this.#begun.delete(nameOf(attempt));
    }
  }

  async removeTopic(topic: TopicName): Promise<void> {
    for (const [name, attempt] of this.#begun) {
      if (attempt.topic === topic) {
        this.#begun.delete(name);
      }
    }
  }
}

function nameOf({ consumer, topic, partition, offset, of }: Attempt): string {
  return JSON.stringify([consumer, topic, partition, offset, of]);
}
