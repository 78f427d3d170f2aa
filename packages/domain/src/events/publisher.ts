import { type Clock, type EpochMs, type JsonObject, MIB } from '@tributary/kernel';
import type { Principal } from '../access/index.ts';
import type { KeyRing, Sealer } from '../keys/index.ts';
import { type CellId, type Placement, topicOf } from '../placement/index.ts';
import type { LeasedRate, Usage } from '../quotas/index.ts';
import { assertTakesEvents, type TenantId, TenantUnknown } from '../tenancy/index.ts';
import {
  aggregateId,
  type EventLog,
  type NewRecord,
  type RecordPosition,
  type StreamName,
} from '../topics/index.ts';
import { type PreparedRecord, prepareRecord, sealRecord } from './build-record.ts';
import { BatchRefused, BatchTooLarge, PublishTooSlow } from './errors.ts';
import { type EventDraft, PROBE_TYPE, type PublishedEvent } from './event.ts';
import { eventId } from './event-id.ts';
import { mapBatch } from './map-batch.ts';
import { type LeasePorts, type PlacementLease, PlacementLeases } from './placement-leases.ts';
import { type PublishTarget, publishTarget } from './publish-target.ts';
import { validated } from './validated.ts';

/** Of one call, so that what is prepared and not sent yet is bounded. */
export const MAX_BATCH_EVENTS = 10_000;
export const MAX_BATCH_BYTES = 16 * MIB;

/** So often a lease is taken anew that ran out while keys or rate were waited for. */
const MAX_ATTEMPTS = 3;

/** What a publisher needs of `ClusterSessions`. */
export type AppendSessions = {
  session(cell: CellId, principal: Principal): { readonly log: Pick<EventLog, 'append'> };
};

export type PublisherPorts = LeasePorts & {
  readonly keyRing: Pick<KeyRing, 'sealerFor'>;
  readonly rate: Pick<LeasedRate, 'admit'>;
  readonly sessions: AppendSessions;
  readonly clock: Pick<Clock, 'now'>;
  /** A new UUID. */
  readonly newId: () => string;
  /** As whom the clusters see what is published for a tenant. */
  readonly principal: (tenant: TenantId) => Principal;
  /** Told of every append that was acknowledged. */
  readonly onPublished?: (tenant: TenantId, usage: Usage) => void;
};

export type PublishOptions = {
  /** Looked at before the events are sent; from then on they are on their way. */
  readonly signal?: AbortSignal;
};

const PROBE = { name: PROBE_TYPE, version: 1 };

/** An event that fits its schema, and where it goes. */
type Checked = {
  readonly draft: EventDraft;
  readonly target: PublishTarget;
  readonly data: JsonObject;
};

type Prepared = {
  readonly target: PublishTarget;
  readonly time: EpochMs;
  readonly unsealed: PreparedRecord;
};

/** `at` is the place in the batch. */
type Outgoing = Prepared & { readonly at: number; readonly record: NewRecord };

/** Publishes for every tenant of the registry. What a promise has acknowledged is in the log: there is nothing to flush. */
export class Publisher {
  readonly #ports: PublisherPorts;
  readonly #leases: PlacementLeases;

  constructor(ports: PublisherPorts) {
    this.#ports = ports;
    this.#leases = new PlacementLeases(ports);
  }

  /** As `publishBatch` with one event, but a refusal is the event's own error. */
  async publish(
    tenant: TenantId,
    draft: EventDraft,
    options?: PublishOptions,
  ): Promise<PublishedEvent> {
    try {
      const [published] = await this.publishBatch(tenant, [draft], options);
      return told(published);
    } catch (error) {
      throw error instanceof BatchRefused ? error.reason : error;
    }
  }

  /**
   * Resolves once every event is acknowledged, with the receipts in the order given; events of one aggregate keep their
   * order. All are checked before the first is sent. The events of each stream go in one append, the streams side by side:
   * where one fails, the others may stand. Given twice, events are there twice; consumers take those that bear the same id for
   * one.
   *
   * @throws {BatchTooLarge}
   * @throws {BatchRefused} for an event's stream, type, data or size; nothing was appended.
   * @throws {TenantUnknown}
   * @throws {TenantSuspended}
   * @throws {TenantErasing}
   * @throws {TenantErased}
   * @throws {TenantNotReady}
   * @throws {RateExceeded} nothing was appended.
   * @throws {BatchAboveBurst} nothing was appended.
   * @throws {KeysMissing} nothing was appended.
   * @throws {KeysShredded} nothing was appended.
   * @throws {KeyVaultUnavailable} nothing was appended.
   * @throws {PublishTooSlow} nothing was appended.
   * @throws {ClusterUnavailable} nothing is known: some may have been written.
   */
  async publishBatch(
    tenant: TenantId,
    drafts: readonly EventDraft[],
    { signal }: PublishOptions = {},
  ): Promise<readonly PublishedEvent[]> {
    if (drafts.length === 0) {
      return [];
    }
    assertWithin('events', drafts.length, MAX_BATCH_EVENTS);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const lease = await this.#leases.of(tenant);
      const prepared = await this.#prepare(tenant, check(drafts, lease));
      if (attempt === 1) {
        await this.#ports.rate.admit(tenant, drafts.length, lease.tier);
      }
      const sealer = await this.#sealerFor(tenant, prepared);
      signal?.throwIfAborted();
      if (lease.isCurrent()) {
        return await this.#append(tenant, this.#seal(prepared, sealer));
      }
    }
    throw new PublishTooSlow(tenant);
  }

  /**
   * Publishes the readiness probe as an event is published, to a tenant that may still be provisioning. It asks the registry
   * each time and takes nothing of the tenant's rate.
   *
   * @throws {TenantUnknown}
   * @throws {TenantErasing}
   * @throws {TenantErased}
   * @throws {TenantNotReady}
   * @throws {ClusterUnavailable} nothing is known.
   */
  async publishProbe(id: TenantId, stream: StreamName, nonce: string): Promise<PublishedEvent> {
    const tenant = await this.#ports.registry.find(id);
    if (tenant === undefined) {
      throw new TenantUnknown(id);
    }
    if (tenant.state !== 'provisioning' && tenant.state !== 'suspended') {
      assertTakesEvents(tenant);
    }
    const target = publishTarget(tenant, this.#ports.catalogue, stream, PROBE);
    const draft = { stream, type: PROBE_TYPE, aggregate: aggregateId(nonce), data: { nonce } };
    const prepared = await this.#prepare(id, [{ draft, target, data: draft.data }]);
    const sealer = await this.#sealerFor(id, prepared);
    const [published] = await this.#append(id, this.#seal(prepared, sealer));
    return told(published);
  }

  async #prepare(tenant: TenantId, checked: readonly Checked[]): Promise<readonly Prepared[]> {
    const sealer = await this.#sealerFor(tenant, checked);
    const now = this.#ports.clock.now();
    const nowText = new Date(now).toISOString();
    const prepared = mapBatch(checked, ({ draft, target, data }) => {
      const { id, time = now, aggregate, traceparent } = draft;
      const content = {
        id: id ?? eventId(this.#ports.newId()),
        time: time === now ? nowText : new Date(time).toISOString(),
        aggregate,
        data,
        traceparent,
      };
      return { target, time, unsealed: prepareRecord(target.template, content, sealer) };
    });
    const bytes = prepared.reduce((sum, { unsealed }) => sum + unsealed.bytes, 0);
    assertWithin('bytes', bytes, MAX_BATCH_BYTES);
    return prepared;
  }

  async #sealerFor(
    tenant: TenantId,
    events: readonly Pick<Prepared, 'target'>[],
  ): Promise<Sealer | undefined> {
    return events.some(({ target }) => target.template.headers.sealed)
      ? await this.#ports.keyRing.sealerFor(tenant)
      : undefined;
  }

  #seal(prepared: readonly Prepared[], sealer: Sealer | undefined): readonly Outgoing[] {
    const now = this.#ports.clock.now();
    return prepared.map(({ target, time, unsealed }, at) => ({
      at,
      target,
      time,
      unsealed,
      record: sealRecord(unsealed, sealer, now),
    }));
  }

  /** All begin at once, while the lease holds, and an error waits for all to end. */
  async #append(
    tenant: TenantId,
    outgoing: readonly Outgoing[],
  ): Promise<readonly PublishedEvent[]> {
    const lots = [...Map.groupBy(outgoing, ({ target }) => target.placement)];
    const receipts: PublishedEvent[] = [];
    const ends = await Promise.allSettled(
      lots.map(async ([placement, lot]) => {
        const positions = await this.#appendLot(tenant, placement, lot);
        lot.forEach((event, index) => {
          receipts[event.at] = receipt(event, told(positions[index]));
        });
      }),
    );
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure !== undefined) {
      throw failure.reason;
    }
    return receipts;
  }

  async #appendLot(
    tenant: TenantId,
    placement: Placement,
    lot: readonly Outgoing[],
  ): Promise<readonly RecordPosition[]> {
    const { sessions, principal, onPublished } = this.#ports;
    const { log } = sessions.session(placement.cell, principal(tenant));
    const records = lot.map(({ record }) => record);
    const positions = await log.append(topicOf(placement), records);
    const bytes = lot.reduce((sum, { unsealed }) => sum + unsealed.bytes, 0);
    onPublished?.(tenant, { events: lot.length, bytes });
    return positions;
  }
}

/** @throws {BatchRefused} */
function check(drafts: readonly EventDraft[], lease: PlacementLease): readonly Checked[] {
  return mapBatch(drafts, (draft) => {
    const target = lease.target(draft.stream, draft.type);
    return { draft, target, data: validated(draft.stream, target.definition, draft.data) };
  });
}

function receipt(
  { target, time, unsealed }: Outgoing,
  { partition, offset }: RecordPosition,
): PublishedEvent {
  const { stream, type } = target.template.headers;
  return { id: unsealed.slots.id, stream, type, time, topic: target.topic, partition, offset };
}

/** A log that acknowledges fewer records than it was given is broken. */
function told<Answer>(answer: Answer | undefined): Answer {
  if (answer === undefined) {
    throw new TypeError('The event log acknowledged fewer records than it was given');
  }
  return answer;
}

function assertWithin(of: 'events' | 'bytes', asked: number, max: number): void {
  if (asked > max) {
    throw new BatchTooLarge({ of, asked, max });
  }
}
