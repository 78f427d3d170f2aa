import { type KafkaBatchResponse, kafkaEvent, type RunId } from '@tributary/domain/consumption';
import {
  MemoryAttemptJournal,
  MemoryProjectionStore,
  MemoryQuarantine,
} from '@tributary/domain/consumption/testing';
import {
  type EventDraft,
  type EventId,
  eventId,
  type PublishedEvent,
} from '@tributary/domain/events';
import { KeyRing } from '@tributary/domain/keys';
import { MemoryKeyVault } from '@tributary/domain/keys/testing';
import type { Catalogue } from '@tributary/domain/placement';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import {
  aggregateId,
  type LogRecord,
  type NewRecord,
  POOL,
  partitionOf,
  streamName,
  topicName,
} from '@tributary/domain/topics';
import { type Facts, type JsonObject, MINUTE_MS } from '@tributary/kernel';
import { ManualClock } from '@tributary/kernel/testing';
import type { BatchReport, ConsumerOptions, ConsumerPorts } from '../consumer-ports.ts';
import type { ConsumerSpec } from '../consumer-spec.ts';
import { createConsumer } from '../create-consumer.ts';
import { plainRecord, sealedRecord, type WrittenEvent } from './event-record.ts';

export type RigEvent = {
  readonly tenant: string;
  readonly type: string;
  readonly aggregate: string;
  readonly data: JsonObject;
  /** Another one for each event where nothing is said. */
  readonly id?: string;
  readonly epoch?: number;
  readonly bodyTenant?: string;
};

export type RigOptions = {
  readonly catalogue: Pick<Catalogue, 'streams'>;
  /** `pool` where nothing is said. */
  readonly model?: 'pool' | 'bridge';
  /** Plain events stand in topics of their own only. */
  readonly encryption?: 'envelope' | 'none';
  readonly partitions?: number;
};

export type RigLine = { readonly level: string; readonly message: string; readonly facts: Facts };

/** A consumer with all that it needs, in memory: give it events, deliver them, look at what it did. */
export class ConsumerRig {
  readonly clock = new ManualClock();
  readonly vault = new MemoryKeyVault();
  readonly keyRing = new KeyRing({ vault: this.vault, clock: this.clock });
  readonly projections = new MemoryProjectionStore();
  readonly journal = new MemoryAttemptJournal();
  readonly quarantine = new MemoryQuarantine();
  readonly published: (EventDraft & { readonly tenant: TenantId })[] = [];
  readonly lines: RigLine[] = [];
  readonly reports: BatchReport[] = [];
  readonly ports: ConsumerPorts;
  readonly #spec: ConsumerSpec;
  readonly #options: Required<Pick<RigOptions, 'model' | 'encryption' | 'partitions'>>;
  readonly #ends = new Map<string, number>();
  #events = 0;

  constructor(
    spec: ConsumerSpec,
    { catalogue, model = 'pool', encryption = 'envelope', partitions = 1 }: RigOptions,
  ) {
    this.#spec = spec;
    this.#options = { model, encryption, partitions };
    this.ports = {
      clock: this.clock,
      keyRing: this.keyRing,
      catalogue,
      projections: this.projections,
      journal: this.journal,
      quarantine: this.quarantine,
      log: (level, message, facts = {}) => this.lines.push({ level, message, facts }),
      publish: (tenant, draft) => this.#publish(tenant, draft),
    };
  }

  /** The event as the next record of its topic; its tenant gets keys with its first. */
  async append(event: RigEvent): Promise<LogRecord> {
    const written = this.#written(event);
    await this.vault.create(written.tenant);
    const record =
      this.#options.encryption === 'envelope'
        ? await sealedRecord(written, this.keyRing)
        : plainRecord(written);
    return this.place(record, written);
  }

  async appendAll(events: readonly RigEvent[]): Promise<readonly LogRecord[]> {
    const records: LogRecord[] = [];
    for (const event of events) {
      records.push(await this.append(event));
    }
    return records;
  }

  /** Any bytes as the next record of the tenant's topic. */
  place(record: NewRecord, { tenant }: { readonly tenant: TenantId }): LogRecord {
    const { model, partitions } = this.#options;
    const topic = topicName(model === 'pool' ? POOL : tenant, streamName(this.#spec.stream));
    const partition = partitionOf(record.key, partitions);
    const offset = this.#ends.get(`${topic}-${partition}`) ?? 0;
    this.#ends.set(`${topic}-${partition}`, offset + 1);
    return { ...record, topic, partition, offset };
  }

  /** Delivers one batch as Lambda does, to a consumer that has just been started. */
  async deliver(
    records: readonly LogRecord[],
    {
      ports,
      remainingMs = MINUTE_MS,
      run,
      ...options
    }: ConsumerOptions & {
      readonly ports?: Partial<ConsumerPorts>;
      readonly remainingMs?: number;
      readonly run?: RunId;
    } = {},
  ): Promise<KafkaBatchResponse> {
    const consumer = createConsumer(
      this.#spec,
      { ...this.ports, ...ports },
      { observe: (report) => this.reports.push(report), ...options },
    );
    const source = { eventSourceArn: 'arn:aws:kafka:::cluster/rig', bootstrapServers: 'rig:9098' };
    const event = kafkaEvent(records, run === undefined ? source : { ...source, run });
    return consumer(event, { getRemainingTimeInMillis: () => remainingMs });
  }

  /** What the consumer keeps for the tenant, by key. */
  async state(tenant: string): Promise<Readonly<Record<string, unknown>>> {
    const scope = { tenant: tenantId(tenant), consumer: this.#spec.name };
    const entries = await this.projections.list(scope, { limit: 1_000 });
    return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  }

  #written({ tenant, type, aggregate, data, id, epoch = 1, ...rest }: RigEvent): WrittenEvent {
    this.#events += 1;
    return {
      tenant: tenantId(tenant),
      stream: streamName(this.#spec.stream),
      type,
      aggregate: aggregateId(aggregate),
      data,
      id: eventId(id ?? rigEventId(this.#events)),
      time: this.clock.now(),
      epoch,
      ...rest,
    };
  }

  async #publish(tenant: TenantId, draft: EventDraft): Promise<PublishedEvent> {
    this.published.push({ ...draft, tenant });
    return {
      id: draft.id ?? rigEventId(0),
      stream: draft.stream,
      type: draft.type,
      time: draft.time ?? this.clock.now(),
      topic: topicName(POOL, draft.stream),
      partition: 0,
      offset: this.published.length - 1,
    };
  }
}

/** The id of the nth event of a rig. */
export function rigEventId(nth: number): EventId {
  return eventId(`0199f3a0-0000-7000-8000-${String(nth).padStart(12, '0')}`);
}
