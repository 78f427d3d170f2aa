import type { Attempt, AttemptJournal } from '@tributary/domain/consumption';
import type { BatchItem } from './batch.ts';

/** So often a record may fail in a way that nobody foresaw, or end its process, before it is put in quarantine. */
export const MAX_ATTEMPTS = 3;

/** The journal of single records of one batch. An attempt that stays in it has failed. */
export class RecordAttempts {
  readonly #journal: AttemptJournal;
  readonly #consumer: string;
  readonly #begun = new Map<BatchItem, number>();

  constructor(journal: AttemptJournal, consumer: string) {
    this.#journal = journal;
    this.#consumer = consumer;
  }

  /** How often the record was begun and not ended, this time included. */
  async begin(item: BatchItem): Promise<number> {
    const [times = 1] = await this.#journal.begin([this.#attempt(item)]);
    this.#begun.set(item, times);
    return times;
  }

  /** Leaves the attempt in the journal, begun or not; the number of those that failed. */
  async countFailure(item: BatchItem): Promise<number> {
    const times = this.#begun.get(item) ?? (await this.begin(item));
    this.#begun.delete(item);
    return times;
  }

  /** Strikes the attempt out where it was begun and has not been counted as a failure. */
  async endUnlessCounted(item: BatchItem): Promise<void> {
    if (this.#begun.delete(item)) {
      await this.forget(item);
    }
  }

  async forget(item: BatchItem): Promise<void> {
    await this.#journal.end([this.#attempt(item)]);
  }

  #attempt({ record: { topic, partition, offset } }: BatchItem): Attempt {
    return { consumer: this.#consumer, topic, partition, offset, of: 'record' };
  }
}
