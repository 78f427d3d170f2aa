import {
  answerProbe,
  EpochFenced,
  HandlerMissing,
  partitionKey,
  RecordParked,
} from '@tributary/domain/consumption';
import type { ReadEvent, ReadinessProbe, TenantEvent } from '@tributary/domain/events';
import { ConcurrentChange } from '@tributary/domain/tenancy';
import type { Batch, BatchItem } from './batch.ts';
import { BatchEffects } from './batch-effects.ts';
import type { Consumer } from './consumer.ts';
import type { BatchCounts, BatchReport, ConsumerPorts, EpochFence } from './consumer-ports.ts';
import type { EventHandler } from './consumer-spec.ts';
import { type HandlerOutcome, runHandler } from './handler-run.ts';
import { journalName } from './journal-batch.ts';
import type { ContextTools } from './open-context.ts';
import { type ReadOutcome, readItem } from './read-item.ts';
import { MAX_ATTEMPTS, RecordAttempts } from './record-attempts.ts';
import { type Disposition, RecordJudge } from './record-judge.ts';
import { SetAside } from './set-aside.ts';
import { Setbacks } from './setbacks.ts';
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

/** So often a handler is run again at once whose state was changed meanwhile. */
const MAX_RUNS = 10;

/** At once where nothing had to be waited for. */
type Taken = Disposition | Promise<Disposition>;

class BatchRun {
  readonly #batch: Batch;
  readonly #tools: BatchTools;
  readonly #context: ContextTools;
  readonly #attempts: RecordAttempts;
  readonly #aside: SetAside;
  readonly #effects: BatchEffects;
  readonly #setbacks: Setbacks;
  readonly #judge: RecordJudge;
  /** Records whose turn has not come. */
  #left: number;

  constructor(batch: Batch, tools: BatchTools) {
    const { consumer, ports, limit } = tools;
    this.#batch = batch;
    this.#tools = tools;
    this.#context = { consumer, ports, run: batch.run };
    this.#attempts = new RecordAttempts(ports.journal, journalName(consumer, batch));
    this.#aside = new SetAside(consumer, ports, batch);
    this.#effects = new BatchEffects(this.#context, batch);
    this.#setbacks = new Setbacks(consumer, limit);
    this.#judge = new RecordJudge(this.#context, {
      attempts: this.#attempts,
      aside: this.#aside,
      setbacks: this.#setbacks,
    });
    this.#left = batch.items.length;
  }

  async run(): Promise<BatchReport> {
    const { clock } = this.#tools.ports;
    const startedAt = clock.now();
    const counts = { ...NOTHING };
    for (const item of this.#batch.items) {
      this.#left -= 1;
      try {
        const taken = this.#take(item);
        counts[typeof taken === 'string' ? taken : await taken] += 1;
      } catch (error) {
        // What the platform itself cannot do for one record (write to the quarantine, say) is no fault of the record.
        counts[this.#judge.wait(item, error)] += 1;
      }
    }
    await this.#effects.writeMarkers();
    return {
      ...counts,
      consumer: this.#tools.consumer.name,
      records: this.#batch.items.length,
      durationMs: clock.now() - startedAt,
      failures: this.#setbacks.failures(this.#batch),
    };
  }

  #take(item: BatchItem): Taken {
    const reason = this.#setbacks.reasonToWait(item);
    if (reason !== undefined) {
      return this.#judge.fail(item, reason);
    }
    return this.#isSuspect(item) ? this.#takeSuspect(item) : this.#treat(item);
  }

  #isSuspect({ record }: BatchItem): boolean {
    return this.#batch.suspect.size > 0 && this.#batch.suspect.has(partitionKey(record));
  }

  /** One by one, each noted before it is run: the one that ends the process is found by its note. */
  async #takeSuspect(item: BatchItem): Promise<Disposition> {
    const times = await this.#attempts.begin(item);
    try {
      return await (times > MAX_ATTEMPTS
        ? this.#judge.poisoned(item, 'crashed')
        : this.#treat(item));
    } finally {
      await this.#attempts.endUnlessCounted(item);
    }
  }

  #treat(item: BatchItem): Taken {
    return this.#aside.mayHold(item) ? this.#treatBlocked(item) : this.#readAndSort(item);
  }

  async #treatBlocked(item: BatchItem): Promise<Disposition> {
    return (await this.#aside.holds(item)) ? 'duplicates' : this.#readAndSort(item);
  }

  #readAndSort(item: BatchItem): Taken {
    const read = readItem(item, this.#tools.ports);
    return read instanceof Promise
      ? read.then((outcome) => this.#sort(item, outcome))
      : this.#sort(item, read);
  }

  #sort(item: BatchItem, outcome: ReadOutcome): Taken {
    switch (outcome.kind) {
      case 'event':
        return this.#takeEvent(item, outcome);
      case 'shredded':
        return 'shredded';
      case 'probe':
        return this.#answer(outcome.probe);
      case 'foreign':
        return this.#judge.quarantine(item, outcome.error, undefined);
      case 'invalid':
        return this.#judge.quarantine(item, outcome.error, outcome.tenant);
      case 'failed':
        return this.#judge.failed(item, outcome.error);
    }
  }

  async #answer({ tenant, nonce }: ReadinessProbe): Promise<Disposition> {
    const { consumer, ports } = this.#tools;
    const answer = { tenant, consumer: consumer.name, nonce };
    await answerProbe(ports.projections, answer, ports.clock.now());
    return 'probes';
  }

  #takeEvent(item: BatchItem, read: ReadEvent): Taken {
    const { fence } = this.#tools.ports;
    return fence === undefined
      ? this.#takeUnfenced(item, read.event)
      : this.#takeIfUnfenced(item, read, fence);
  }

  async #takeIfUnfenced(
    item: BatchItem,
    { event, epoch }: ReadEvent,
    fence: EpochFence,
  ): Promise<Disposition> {
    const { tenant, stream } = event;
    return (await fence.isFenced(tenant, stream, epoch))
      ? this.#judge.quarantine(item, new EpochFenced({ tenant, epoch }), tenant)
      : this.#takeUnfenced(item, event);
  }

  #takeUnfenced(item: BatchItem, event: TenantEvent): Taken {
    const { consumer } = this.#tools;
    if (this.#effects.has(event)) {
      return 'duplicates';
    }
    if (this.#aside.blocks(item)) {
      return this.#judge.quarantine(item, new RecordParked(consumer.name), event.tenant);
    }
    const handler = consumer.handlers.get(event.type);
    if (handler !== undefined) {
      return this.#handle(item, event, handler);
    }
    const missing = { consumer: consumer.name, eventType: event.type };
    return consumer.otherwise === 'ignore'
      ? 'ignored'
      : this.#judge.quarantine(item, new HandlerMissing(missing), event.tenant);
  }

  /** Consumers of other partitions write the same state: a handler that loses a race begins again. */
  async #handle(item: BatchItem, event: TenantEvent, handler: EventHandler): Promise<Disposition> {
    const turn = this.#tools.limit.begin({ isLast: this.#left === 0 });
    let outcome = await runHandler(handler, event, this.#context, turn);
    for (let runs = 1; isLostRace(outcome) && runs < MAX_RUNS && !turn.isAsked; runs += 1) {
      outcome = await runHandler(handler, event, this.#context, turn);
    }
    turn.end();
    return this.#settle(item, event, outcome);
  }

  #settle(item: BatchItem, event: TenantEvent, outcome: HandlerOutcome): Taken {
    switch (outcome.kind) {
      case 'committed':
        this.#effects.note(event);
        return 'handled';
      case 'already':
        this.#effects.note(event);
        return 'duplicates';
      case 'returned':
        return this.#mark(item, event);
      case 'threw':
        return this.#judge.failed(item, outcome.error);
      case 'timed-out':
        return outcome.isToBlame
          ? this.#judge.count(item, outcome.error)
          : this.#judge.wait(item, outcome.error);
    }
  }

  #mark(item: BatchItem, event: TenantEvent): Taken {
    if (this.#isSuspect(item)) {
      return this.#effects.markNow(event).then(() => 'handled');
    }
    this.#effects.markLater(event);
    return 'handled';
  }
}

function isLostRace(outcome: HandlerOutcome): boolean {
  return outcome.kind === 'threw' && outcome.error instanceof ConcurrentChange;
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
