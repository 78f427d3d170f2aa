import {
  AggregateWaits,
  answerProbe,
  type EffectMarker,
  EpochFenced,
  HandlerMissing,
  HandlerTimedOut,
  partitionKey,
  RecordParked,
  RecordPoisoned,
  TurnMissed,
} from '@tributary/domain/consumption';
import {
  openReadyRecord,
  openRecord,
  type ReadEvent,
  type RecordOutcome,
  type TenantEvent,
} from '@tributary/domain/events';
import type { TenantId } from '@tributary/domain/tenancy';
import { PlatformError } from '@tributary/kernel';
import { type Batch, type BatchItem, effectKey } from './batch.ts';
import type { Consumer } from './consumer.ts';
import type { BatchCounts, BatchReport, ConsumerPorts, RecordFailure } from './consumer-ports.ts';
import { describeFailure } from './describe-failure.ts';
import { failureKind } from './failure-kind.ts';
import { type HandlerOutcome, runHandler } from './handler-run.ts';
import { journalName } from './journal-batch.ts';
import { effectMarker } from './open-context.ts';
import { MAX_ATTEMPTS, RecordAttempts } from './record-attempts.ts';
import { isSecurityEvent, placeOf, SetAside } from './set-aside.ts';
import type { TimeLimit } from './time-limit.ts';

export type BatchTools = {
  readonly consumer: Consumer;
  readonly ports: ConsumerPorts;
  readonly limit: TimeLimit;
};

/**
 * Takes the records of a batch one by one, in their turns. A record that fails keeps back the later ones of its aggregate and
 * nothing else; what comes after it is noted as done and not run again when its partition is delivered again.
 */
export async function runBatch(batch: Batch, tools: BatchTools): Promise<BatchReport> {
  return new BatchRun(batch, tools).run();
}

type Disposition = keyof BatchCounts;

class BatchRun {
  readonly #batch: Batch;
  readonly #tools: BatchTools;
  readonly #attempts: RecordAttempts;
  readonly #aside: SetAside;
  readonly #done: Set<string>;
  readonly #markers = new Map<TenantId, EffectMarker[]>();
  readonly #failures: RecordFailure[] = [];
  /** Record keys of which an earlier record failed in this batch. */
  readonly #waiting = new Set<string>();
  /** By partition, what keeps it from advancing at all. */
  readonly #stalled = new Map<string, unknown>();

  /** Records whose turn has not come. */
  #left: number;

  constructor(batch: Batch, tools: BatchTools) {
    const { consumer, ports } = tools;
    this.#batch = batch;
    this.#tools = tools;
    this.#attempts = new RecordAttempts(ports.journal, journalName(consumer, batch));
    this.#aside = new SetAside(consumer, ports, batch);
    this.#done = new Set(batch.done);
    this.#left = batch.items.length;
  }

  async run(): Promise<BatchReport> {
    const { clock } = this.#tools.ports;
    const startedAt = clock.now();
    const counts = { ...NOTHING };
    for (const item of this.#batch.items) {
      this.#left -= 1;
      counts[await this.#take(item)] += 1;
    }
    await this.#writeMarkers();
    return {
      ...counts,
      consumer: this.#tools.consumer.name,
      records: this.#batch.items.length,
      durationMs: clock.now() - startedAt,
      failures: [...this.#failures, ...this.#stalledPartitions()],
    };
  }

  /** What the platform itself cannot do for one record (write to the quarantine, say) is no fault of the record. */
  async #take(item: BatchItem): Promise<Disposition> {
    const reason = this.#reasonToWait(item);
    if (reason !== undefined) {
      return this.#fail(item, reason);
    }
    try {
      return this.#isSuspect(item) ? await this.#takeSuspect(item) : await this.#treat(item);
    } catch (error) {
      this.#logFailure(item, error);
      return this.#fail(item, error);
    }
  }

  #reasonToWait({ key, record }: BatchItem): unknown {
    const { consumer, limit } = this.#tools;
    if (this.#stalled.size > 0 && this.#stalled.has(partitionKey(record))) {
      return this.#stalled.get(partitionKey(record));
    }
    if (this.#waiting.has(key)) {
      return new AggregateWaits(consumer.name);
    }
    return limit.isUp ? new TurnMissed(consumer.name) : undefined;
  }

  #isSuspect({ record }: BatchItem): boolean {
    return this.#batch.suspect.size > 0 && this.#batch.suspect.has(partitionKey(record));
  }

  /** One by one, each noted before it is run: the one that ends the process is found by its note. */
  async #takeSuspect(item: BatchItem): Promise<Disposition> {
    const times = await this.#attempts.begin(item);
    const disposition =
      times > MAX_ATTEMPTS ? await this.#poisoned(item, 'crashed') : await this.#treat(item);
    await this.#attempts.endUnlessCounted(item);
    return disposition;
  }

  async #treat(item: BatchItem): Promise<Disposition> {
    if (await this.#aside.holds(item)) {
      return 'duplicates';
    }
    const outcome = await this.#read(item);
    switch (outcome.kind) {
      case 'event':
        return this.#takeEvent(item, outcome);
      case 'shredded':
        return 'shredded';
      case 'probe':
        await this.#answer(outcome.probe);
        return 'probes';
      case 'foreign':
        await this.#aside.put(item, outcome.error, undefined);
        return 'foreign';
      case 'invalid':
        await this.#aside.put(item, outcome.error, outcome.tenant);
        return isSecurityEvent(outcome.error) ? 'foreign' : 'quarantined';
      case 'failed':
        return this.#judge(item, outcome.error);
    }
  }

  async #read({
    identification,
  }: BatchItem): Promise<RecordOutcome | { readonly kind: 'failed'; readonly error: unknown }> {
    if (identification.kind !== 'identified') {
      return identification;
    }
    const { ports } = this.#tools;
    try {
      return openReadyRecord(identification, ports) ?? (await openRecord(identification, ports));
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  async #answer({ tenant, nonce }: { readonly tenant: TenantId; readonly nonce: string }) {
    const { consumer, ports } = this.#tools;
    const answer = { tenant, consumer: consumer.name, nonce };
    await answerProbe(ports.projections, answer, ports.clock.now());
  }

  async #takeEvent(item: BatchItem, { event, epoch }: ReadEvent): Promise<Disposition> {
    const { consumer, ports } = this.#tools;
    const { tenant, stream, type, id } = event;
    if (ports.fence !== undefined && (await ports.fence.isFenced(tenant, stream, epoch))) {
      return this.#quarantine(item, new EpochFenced({ tenant, epoch }));
    }
    if (this.#done.has(effectKey(tenant, id))) {
      return 'duplicates';
    }
    if (this.#aside.blocks(item)) {
      await this.#aside.put(item, new RecordParked(consumer.name), tenant);
      return 'parked';
    }
    const handler = consumer.handlers.get(type);
    if (handler !== undefined) {
      const run = { ...this.#tools, run: this.#batch.run, isLast: this.#left === 0 };
      return this.#settle(item, event, await runHandler(handler, event, run));
    }
    return consumer.otherwise === 'ignore'
      ? 'ignored'
      : this.#quarantine(
          item,
          new HandlerMissing({ consumer: consumer.name, eventType: event.type }),
        );
  }

  async #settle(
    item: BatchItem,
    event: TenantEvent,
    outcome: HandlerOutcome,
  ): Promise<Disposition> {
    switch (outcome.kind) {
      case 'committed':
        this.#done.add(effectKey(event.tenant, event.id));
        return 'handled';
      case 'already':
        this.#done.add(effectKey(event.tenant, event.id));
        return 'duplicates';
      case 'returned':
        await this.#mark(item, event);
        return 'handled';
      case 'threw':
        return this.#judge(item, outcome.error);
      case 'timed-out':
        this.#logFailure(item, outcome.error);
        return outcome.hadItsShare
          ? this.#count(item, outcome.error)
          : this.#fail(item, outcome.error);
    }
  }

  async #judge(item: BatchItem, error: unknown): Promise<Disposition> {
    const kind = failureKind(error);
    if (kind === 'refuse' && error instanceof PlatformError) {
      return this.#quarantine(item, error);
    }
    this.#logFailure(item, error);
    if (kind === 'stall') {
      this.#stalled.set(partitionKey(item.record), error);
    }
    return kind === 'count' ? this.#count(item, error) : this.#fail(item, error);
  }

  async #count(item: BatchItem, error: unknown): Promise<Disposition> {
    const times = await this.#attempts.countFailure(item);
    if (times < MAX_ATTEMPTS) {
      return this.#fail(item, error);
    }
    return error instanceof HandlerTimedOut
      ? this.#quarantineForGood(item, error)
      : this.#poisoned(item, 'threw', error);
  }

  async #poisoned(
    item: BatchItem,
    how: 'threw' | 'crashed',
    cause?: unknown,
  ): Promise<Disposition> {
    const facts = { consumer: this.#tools.consumer.name, attempts: MAX_ATTEMPTS, how };
    return this.#quarantineForGood(item, new RecordPoisoned(facts, { cause }));
  }

  async #quarantineForGood(item: BatchItem, error: PlatformError): Promise<Disposition> {
    const disposition = await this.#quarantine(item, error);
    await this.#attempts.forget(item);
    return disposition;
  }

  async #quarantine(item: BatchItem, error: PlatformError): Promise<Disposition> {
    await this.#aside.put(item, error, item.tenant);
    return 'quarantined';
  }

  #fail(item: BatchItem, error: unknown): Disposition {
    const { topic, partition, offset } = item.record;
    this.#failures.push({ position: { topic, partition, offset }, error });
    this.#waiting.add(item.key);
    return 'failed';
  }

  /** Nothing of a stalled partition may advance, not even what was handled: the lowest offset of the batch comes again. */
  #stalledPartitions(): readonly RecordFailure[] {
    return this.#batch.records
      .filter((record) => this.#stalled.has(partitionKey(record)))
      .map(({ topic, partition, offset }) => ({
        position: { topic, partition, offset },
        error: this.#stalled.get(partitionKey({ topic, partition })),
      }));
  }

  /** At once where the process may not live to the end of the batch. */
  async #mark(item: BatchItem, event: TenantEvent): Promise<void> {
    const { consumer, ports } = this.#tools;
    const { tenant } = event;
    const marker = effectMarker(event, { consumer, ports, run: this.#batch.run });
    this.#done.add(effectKey(tenant, event.id));
    if (this.#isSuspect(item)) {
      await ports.projections.mark({ tenant, consumer: consumer.name }, [marker]);
      return;
    }
    const markers = this.#markers.get(tenant);
    if (markers === undefined) {
      this.#markers.set(tenant, [marker]);
    } else {
      markers.push(marker);
    }
  }

  async #writeMarkers(): Promise<void> {
    const { consumer, ports } = this.#tools;
    await Promise.all(
      [...this.#markers].map(([tenant, markers]) =>
        ports.projections.mark({ tenant, consumer: consumer.name }, markers),
      ),
    );
  }

  #logFailure(item: BatchItem, error: unknown): void {
    const { consumer, ports } = this.#tools;
    const isForOperator = error instanceof PlatformError && error.remedy === 'call-operator';
    ports.log(isForOperator ? 'error' : 'warn', 'a record failed', {
      ...describeFailure(error),
      ...placeOf(item),
      consumer: consumer.name,
      ...(item.tenant === undefined ? {} : { tenant: item.tenant }),
    });
  }
}

const NOTHING: BatchCounts = {
  handled: 0,
  duplicates: 0,
  shredded: 0,
  quarantined: 0,
  parked: 0,
  foreign: 0,
  probes: 0,
  ignored: 0,
  failed: 0,
};
