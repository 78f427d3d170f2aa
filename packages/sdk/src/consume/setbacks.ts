import { AggregateWaits, partitionKey, TurnMissed } from '@tributary/domain/consumption';
import type { LogRecord } from '@tributary/domain/topics';
import type { Batch, BatchItem } from './batch.ts';
import type { Consumer } from './consumer.ts';
import type { RecordFailure } from './consumer-ports.ts';
import type { TimeLimit } from './time-limit.ts';

/** What of a batch has to come again, and what has to wait for it. */
export class Setbacks {
  readonly #consumer: Consumer;
  readonly #limit: TimeLimit;
  readonly #failures: RecordFailure[] = [];
  /** Record keys of which an earlier record failed. */
  readonly #waiting = new Set<string>();
  /** By partition, what keeps it from advancing at all. */
  readonly #stalled = new Map<string, unknown>();

  constructor(consumer: Consumer, limit: TimeLimit) {
    this.#consumer = consumer;
    this.#limit = limit;
  }

  /** Why the record may not be begun; `undefined` where it may. */
  reasonToWait({ key, record }: BatchItem): unknown {
    if (this.#stalled.size > 0 && this.#stalled.has(partitionKey(record))) {
      return this.#stalled.get(partitionKey(record));
    }
    if (this.#waiting.size > 0 && this.#waiting.has(key)) {
      return new AggregateWaits(this.#consumer.name);
    }
    return this.#limit.isUp ? new TurnMissed(this.#consumer.name) : undefined;
  }

  fail({ record, key }: BatchItem, error: unknown): void {
    this.#failures.push({ position: positionOf(record), error });
    this.#waiting.add(key);
  }

  stall({ record }: BatchItem, error: unknown): void {
    this.#stalled.set(partitionKey(record), error);
  }

  /** Nothing of a stalled partition may advance, not even what was handled: its first record is among them. */
  failures({ records }: Pick<Batch, 'records'>): readonly RecordFailure[] {
    const firsts = [...this.#stalled].flatMap(([partition, error]) =>
      records
        .filter((record) => partitionKey(record) === partition)
        .toSorted((a, b) => a.offset - b.offset)
        .slice(0, 1)
        .map((record) => ({ position: positionOf(record), error })),
    );
    return [...this.#failures, ...firsts];
  }
}

function positionOf({ topic, partition, offset }: LogRecord): RecordFailure['position'] {
  return { topic, partition, offset };
}
