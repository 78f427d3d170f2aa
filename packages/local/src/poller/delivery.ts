import {
  cutBatches,
  type KafkaBatchResponse,
  type KafkaEvent,
  type KafkaEventSource,
  kafkaEvent,
  MAX_PAYLOAD_BYTES,
  type Subscription,
} from '@tributary/domain/consumption';
import type { ConsumerDefinition } from '@tributary/domain/placement';
import {
  type ClusterSession,
  type LogRecord,
  OffsetOutOfRange,
  type RecordPosition,
} from '@tributary/domain/topics';
import { type Clock, SECOND_MS } from '@tributary/kernel';
import { describeFailure } from '@tributary/sdk/consume';
import type { Log } from '../log.ts';

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 30 * SECOND_MS;

type Invoke = (
  event: KafkaEvent,
  options: { readonly suspect: boolean },
) => Promise<KafkaBatchResponse>;

export type DeliveryOptions = {
  readonly subscription: Subscription;
  readonly definition: ConsumerDefinition;
  readonly session: ClusterSession;
  readonly source: KafkaEventSource;
  readonly invoke: Invoke;
  /** Resolves when there may be new records in the topic, or the signal is aborted. */
  readonly wake: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

type Batch = { readonly records: readonly LogRecord[]; readonly full: boolean };

/**
 * Delivers one topic to one consumer, batch by batch, as an event source mapping does: at least once, in order per
 * partition, offsets committed after success, a failed batch again after a growing pause.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #next: Map<number, number> | undefined;
  #failures = 0;
  #turn = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  /** Resolves once no batch is on its way and none will be. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  /** Whether everything was delivered that is in the topic now; a subscription that is failing waits for nobody. */
  async isCaughtUp(): Promise<boolean> {
    const { session, subscription } = this.#options;
    const offsets = await session.log.offsets(subscription.topic);
    const committed = await session.groups.committed(subscription.group, subscription.topic);
    const done = new Map(committed.map(({ partition, offset }) => [partition, offset]));
    return (
      this.#failures > 0 ||
      offsets.every(({ earliest, end, partition }) => (done.get(partition) ?? earliest) >= end)
    );
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const batch = await this.#collect();
        if (batch.records.length === 0) {
          await this.#options.wake(signal);
        } else {
          await this.#deliver(batch.records);
        }
      } catch (cause) {
        this.#failures += 1;
        this.#next = undefined;
        this.#logFailure(cause);
      }
      await this.#backOff(signal);
    }
  }

  async #deliver(records: readonly LogRecord[]): Promise<void> {
    const { invoke, session, source, subscription } = this.#options;
    const response = await invoke(kafkaEvent(records, source), { suspect: this.#failures > 0 });
    const positions = positionsAfter(records, response);
    await session.groups.commit(subscription.group, subscription.topic, positions);
    const next = await this.#positions();
    const advanced = positions.some(({ partition, offset }) => offset !== next.get(partition));
    for (const { partition, offset } of positions) {
      next.set(partition, offset);
    }
    this.#failures = response.batchItemFailures.length > 0 ? this.#setbacks(advanced) : 0;
  }

  /** The pause grows only while nothing moves: behind one record that fails, others still come through. */
  #setbacks(advanced: boolean): number {
    return advanced ? 1 : this.#failures + 1;
  }

  /** Waits out the batch window for a batch that is not full. */
  async #collect(): Promise<Batch> {
    const first = await this.#look();
    const { batchWindowMs } = this.#options.definition;
    if (first.full || first.records.length === 0 || batchWindowMs === 0 || this.#failures > 0) {
      return first;
    }
    const { clock } = this.#options;
    const closesAt = clock.now() + batchWindowMs;
    let batch = first;
    while (!batch.full && clock.now() < closesAt && !this.#stop.signal.aborted) {
      const left = AbortSignal.any([
        this.#stop.signal,
        AbortSignal.timeout(closesAt - clock.now()),
      ]);
      await this.#options.wake(left);
      batch = await this.#look();
    }
    return batch;
  }

  /** Starts at another partition each time, so that none is always last. */
  async #look(): Promise<Batch> {
    const { batchSize } = this.#options.definition;
    const next = await this.#positions();
    const found: LogRecord[] = [];
    for (const partition of rotated([...next.keys()], this.#turn)) {
      if (found.length < batchSize) {
        found.push(...(await this.#read(partition, next, batchSize - found.length)));
      }
    }
    this.#turn += 1;
    const [records = []] = cutBatches(found, this.#options.source, {
      maxRecords: batchSize,
      maxBytes: MAX_PAYLOAD_BYTES,
    });
    return { records, full: records.length >= batchSize || records.length < found.length };
  }

  async #read(
    partition: number,
    next: Map<number, number>,
    maxRecords: number,
  ): Promise<readonly LogRecord[]> {
    const { log, session, subscription } = this.#options;
    const { topic, group } = subscription;
    const offset = next.get(partition) ?? 0;
    try {
      return await session.log.read({
        topic,
        partition,
        offset,
        maxRecords,
        maxBytes: MAX_PAYLOAD_BYTES,
      });
    } catch (cause) {
      if (!(cause instanceof OffsetOutOfRange) || offset >= Number(cause.facts['earliest'])) {
        throw cause;
      }
      const earliest = Number(cause.facts['earliest']);
      log('warn', 'records were deleted by retention before they were delivered', {
        group,
        partition,
        records: earliest - offset,
      });
      next.set(partition, earliest);
      return [];
    }
  }

  async #positions(): Promise<Map<number, number>> {
    if (this.#next === undefined) {
      const { session, subscription } = this.#options;
      const offsets = await session.log.offsets(subscription.topic);
      const committed = await session.groups.committed(subscription.group, subscription.topic);
      this.#next = new Map(offsets.map(({ partition, earliest }) => [partition, earliest]));
      for (const { partition, offset } of committed) {
        this.#next.set(partition, offset);
      }
    }
    return this.#next;
  }

  async #backOff(signal: AbortSignal): Promise<void> {
    if (this.#failures > 0 && !signal.aborted) {
      const pause = Math.min(FIRST_BACKOFF_MS * 2 ** (this.#failures - 1), MAX_BACKOFF_MS);
      await this.#options.clock.sleep(pause, signal).catch(() => undefined);
    }
  }

  #logFailure(cause: unknown): void {
    const { log, subscription } = this.#options;
    log('warn', 'a batch failed and will come again', {
      ...describeFailure(cause),
      group: subscription.group,
      failures: this.#failures,
    });
  }
}

function rotated(partitions: readonly number[], by: number): readonly number[] {
  const start = partitions.length === 0 ? 0 : by % partitions.length;
  return [...partitions.slice(start), ...partitions.slice(0, start)];
}

/** The next offset of each partition: after its last record, or at the first that was not processed. */
function positionsAfter(
  records: readonly LogRecord[],
  response: KafkaBatchResponse,
): readonly RecordPosition[] {
  const next = new Map<number, number>();
  for (const { partition, offset } of records) {
    next.set(partition, offset + 1);
  }
  const topic = records[0]?.topic;
  for (const { itemIdentifier } of response.batchItemFailures) {
    const partition = Number(itemIdentifier.partition.slice(`${topic}-`.length));
    const known = next.get(partition);
    if (known === undefined) {
      throw new RangeError('the response names a partition that is not in the batch');
    }
    next.set(partition, Math.min(known, itemIdentifier.offset));
  }
  return [...next].map(([partition, offset]) => ({ partition, offset }));
}
