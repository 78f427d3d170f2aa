import type { ClusterSessions } from '@tributary/domain/access';
import {
  type ConsumerInvoker,
  type KafkaBatchResponse,
  type KafkaEvent,
  logRecords,
  type ProjectionStore,
  type RunId,
  type Subscription,
  type Subscriptions,
} from '@tributary/domain/consumption';
import { type Placement, topicOf } from '@tributary/domain/placement';
import { type TenantId, type TenantRegistry, tenantId } from '@tributary/domain/tenancy';
import {
  type EventLog,
  type LogRecord,
  type NewRecord,
  POOL,
  type StreamName,
  splitRecordKey,
} from '@tributary/domain/topics';
import { type Clock, DAY_MS, MIB } from '@tributary/kernel';
import type { ReadinessProbe } from '../ports.ts';

type Parts = {
  readonly clock: Pick<Clock, 'now'>;
  readonly registry: TenantRegistry;
  readonly sessions: ClusterSessions;
  readonly subscriptions: Subscriptions;
  readonly projections: ProjectionStore;
};

const EVERYTHING = { maxRecords: 10_000, maxBytes: 64 * MIB };

/** Publishers and consumers of a test, in one: an event's effect is one more in its consumer's count for the tenant. */
export class SimulatedConsumers implements ConsumerInvoker, ReadinessProbe {
  readonly #parts: Parts;
  /** Every delivery of a replay, in order. */
  readonly invocations: {
    readonly consumer: string;
    readonly run: RunId;
    readonly count: number;
  }[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Looks first: a probe that is there is not published again. */
  async probe(tenant: TenantId, stream: StreamName, probe: string): Promise<void> {
    const placement = await this.#placement(tenant, stream);
    const topic = topicOf(placement);
    const there = await this.#all(placement);
    if (!there.some((record) => idOf(record) === probe)) {
      await this.#publisher(placement).append(topic, [this.#record(tenant, 'probe', probe)]);
    }
    await this.deliver(tenant, stream);
  }

  async publish(tenant: TenantId, stream: StreamName, ids: readonly string[]): Promise<void> {
    const placement = await this.#placement(tenant, stream);
    const records = ids.map((id, index) => this.#record(tenant, `thing-${index % 3}`, id));
    await this.#publisher(placement).append(topicOf(placement), records);
  }

  /** Everything that the subscriptions of the tenant's topic have not read yet. */
  async deliver(tenant: TenantId, stream: StreamName): Promise<void> {
    const placement = await this.#placement(tenant, stream);
    const owner = placement.model === 'pool' ? POOL : tenant;
    for (const subscription of await this.#parts.subscriptions.list(owner)) {
      if (subscription.stream === stream && subscription.state === 'enabled') {
        await this.#drain(subscription);
      }
    }
  }

  async invoke(
    consumer: string,
    event: KafkaEvent,
    { run }: { readonly run: RunId },
  ): Promise<KafkaBatchResponse> {
    const { records } = logRecords(event);
    this.invocations.push({ consumer, run, count: records.length });
    for (const record of records) {
      await this.#handle(consumer, record, run);
    }
    return { batchItemFailures: [] };
  }

  async count(tenant: TenantId, consumer: string): Promise<number> {
    const entry = await this.#parts.projections.read({ tenant, consumer }, 'count');
    return typeof entry?.value === 'number' ? entry.value : 0;
  }

  async #drain({ cell, group, topic, stream, consumer }: Subscription): Promise<void> {
    const { log, groups } = this.#parts.sessions.session(cell, {
      kind: 'shared-consumer',
      stream,
    });
    const committed = await groups.committed(group, topic);
    const next = new Map(committed.map(({ partition, offset }) => [partition, offset]));
    for (const { partition, earliest } of await log.offsets(topic)) {
      const offset = next.get(partition) ?? earliest;
      for (const record of await log.read({ topic, partition, offset, ...EVERYTHING })) {
        await this.#handle(consumer, record, 'live');
        next.set(partition, record.offset + 1);
      }
    }
    const positions = [...next].map(([partition, offset]) => ({ partition, offset }));
    await groups.commit(group, topic, positions);
  }

  async #handle(consumer: string, record: LogRecord, run: RunId): Promise<void> {
    const tenant = tenantId(splitRecordKey(Buffer.from(record.key).toString())?.tenant);
    const scope = { tenant, consumer };
    const before = await this.#parts.projections.read(scope, 'count');
    const value = typeof before?.value === 'number' ? before.value + 1 : 1;
    const expiresAt = this.#parts.clock.now() + DAY_MS;
    await this.#parts.projections.commit(scope, { run, eventId: idOf(record), expiresAt }, [
      { key: 'count', value, over: before?.version },
    ]);
  }

  async #placement(tenant: TenantId, stream: StreamName): Promise<Placement> {
    const found = (await this.#parts.registry.find(tenant))?.placements.find(
      (placement) => placement.stream === stream,
    );
    if (found === undefined) {
      throw new RangeError(`${tenant} has no ${stream}`);
    }
    return found;
  }

  #publisher({ cell, stream }: Placement): EventLog {
    return this.#parts.sessions.session(cell, { kind: 'publisher', streams: [stream] }).log;
  }

  async #all(placement: Placement): Promise<readonly LogRecord[]> {
    const { cell, stream } = placement;
    const topic = topicOf(placement);
    const { log } = this.#parts.sessions.session(cell, { kind: 'replayer', stream });
    const partitions = (await log.offsets(topic)).map(({ partition, earliest: offset }) =>
      log.read({ topic, partition, offset, ...EVERYTHING }),
    );
    return (await Promise.all(partitions)).flat();
  }

  #record(tenant: TenantId, aggregate: string, id: string): NewRecord {
    return {
      key: Buffer.from(`${tenant}:${aggregate}`),
      value: Buffer.from(id),
      headers: [['ce_id', Buffer.from(id)]],
      timestamp: this.#parts.clock.now(),
    };
  }
}

function idOf({ headers }: NewRecord): string {
  const [, id] = headers.find(([name]) => name === 'ce_id') ?? ['ce_id', Buffer.alloc(0)];
  return Buffer.from(id).toString();
}
