import { type Clock, type EpochMs, SECOND_MS } from '@tributary/kernel';
import { type Catalogue, eventTypeOf, streamOf, type Tier, tierOf } from '../placement/index.ts';
import {
  assertInService,
  assertTakesEvents,
  type Tenant,
  type TenantId,
  type TenantRegistry,
  TenantUnknown,
} from '../tenancy/index.ts';
import type { StreamName } from '../topics/index.ts';
import { type PublishTarget, publishTarget } from './publish-target.ts';
import type { EventTypeDefinition } from './stream.ts';

/**
 * For so long a publisher acts on what it read of a tenant. What changes a tenant's state or placement waits for it, for the
 * difference of clocks and for the delivery timeout; only then nothing comes any more.
 */
export const PLACEMENT_LEASE_MS = 10 * SECOND_MS;

const MAX_LEASES = 10_000;

export type LeasePorts = {
  readonly registry: Pick<TenantRegistry, 'find'>;
  readonly catalogue: Pick<Catalogue, 'streams' | 'tiers'>;
  readonly clock: Pick<Clock, 'now'>;
  /** `PLACEMENT_LEASE_MS` where nothing is said; what waits for leases must wait as long. */
  readonly leaseMs?: number;
  /** `true` for what consumers publish: a suspended tenant drains, and so does what follows from its events. */
  readonly drains?: boolean;
};

/** `definition` is the type's. */
export type TypeTarget = PublishTarget & { readonly definition: EventTypeDefinition };

/** A tenant that takes events, as it was when the registry was asked. */
export class PlacementLease {
  readonly tier: Tier;
  readonly #tenant: Tenant;
  readonly #ports: LeasePorts;
  readonly #askedAt: EpochMs;
  readonly #targets = new Map<StreamName, Map<string, TypeTarget>>();

  constructor(tenant: Tenant, askedAt: EpochMs, ports: LeasePorts) {
    this.tier = tierOf(ports.catalogue, tenant.tier);
    this.#tenant = tenant;
    this.#askedAt = askedAt;
    this.#ports = ports;
  }

  /** Judged by wall clock at the moment of use; a clock that went back before the question ends the lease. */
  isCurrent(): boolean {
    const { clock, leaseMs = PLACEMENT_LEASE_MS } = this.#ports;
    const ageMs = clock.now() - this.#askedAt;
    return ageMs >= 0 && ageMs < leaseMs;
  }

  /**
   * @throws {StreamUnknown}
   * @throws {EventTypeUnknown}
   * @throws {StreamNotOffered}
   * @throws {TenantNotReady}
   */
  target(stream: StreamName, type: string): TypeTarget {
    return this.#targets.get(stream)?.get(type) ?? this.#find(stream, type);
  }

  #find(stream: StreamName, type: string): TypeTarget {
    const { catalogue } = this.#ports;
    const definition = eventTypeOf(streamOf(catalogue, stream), type);
    const target = {
      ...publishTarget(this.#tenant, catalogue, stream, definition),
      definition,
    };
    const known = this.#targets.get(stream) ?? new Map<string, TypeTarget>();
    this.#targets.set(stream, known.set(type, target));
    return target;
  }
}

/** The placements that one publisher process acts on. */
export class PlacementLeases {
  readonly #ports: LeasePorts;
  readonly #maxLeases: number;
  /** In the order in which they were taken. */
  readonly #leases = new Map<TenantId, PlacementLease>();
  readonly #questions = new Map<TenantId, Promise<PlacementLease>>();

  constructor(ports: LeasePorts, maxLeases: number = MAX_LEASES) {
    this.#ports = ports;
    this.#maxLeases = maxLeases;
  }

  /**
   * Only a tenant that takes events is remembered: one that was refused is asked for again, so that a resumed tenant publishes at
   * once. Callers at the same time share one question.
   *
   * @throws {TenantUnknown}
   * @throws {TenantSuspended}
   * @throws {TenantErasing}
   * @throws {TenantErased}
   * @throws {TenantNotReady}
   */
  async of(id: TenantId): Promise<PlacementLease> {
    const held = this.#leases.get(id);
    return held?.isCurrent() ? held : await this.#ask(id);
  }

  #ask(id: TenantId): Promise<PlacementLease> {
    const asked = this.#questions.get(id);
    if (asked !== undefined) {
      return asked;
    }
    const question = this.#read(id).finally(() => this.#questions.delete(id));
    this.#questions.set(id, question);
    return question;
  }

  async #read(id: TenantId): Promise<PlacementLease> {
    this.#leases.delete(id);
    const askedAt = this.#ports.clock.now();
    const tenant = await this.#ports.registry.find(id);
    if (tenant === undefined) {
      throw new TenantUnknown(id);
    }
    (this.#ports.drains ? assertInService : assertTakesEvents)(tenant);
    const lease = new PlacementLease(tenant, askedAt, this.#ports);
    this.#remember(id, lease);
    return lease;
  }

  #remember(id: TenantId, lease: PlacementLease): void {
    const [oldest] = this.#leases.keys();
    if (oldest !== undefined && this.#leases.size >= this.#maxLeases) {
      this.#leases.delete(oldest);
    }
    this.#leases.set(id, lease);
  }
}
