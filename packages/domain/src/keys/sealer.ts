import type { KeyObject } from 'node:crypto';
import { type Clock, type EpochMs, MINUTE_MS, SECOND_MS } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import type { AggregateId } from '../topics/index.ts';
import type { EnvelopeContext } from './associated-data.ts';
import { type DataKey, deriveDataKey, type HeldBranchKey, SALT_BYTES } from './data-key.ts';
import { IV_BYTES, sealEnvelope } from './envelope.ts';
import { EnvelopeContextInvalid, SealerExpired } from './errors.ts';
import { isWithin } from './is-within.ts';
import type { FillRandom, RandomPool } from './random-pool.ts';
import type { RecentRoutes } from './recent-routes.ts';
import { routeOf } from './route.ts';

/** How long a sealer may be used after the key ring gave it out. */
export const SEALER_LEASE_MS = 5 * SECOND_MS;
const DATA_KEY_MAX_AGE_MS = 10 * MINUTE_MS;

export type SealerKeys = { readonly branch: HeldBranchKey; readonly routing: KeyObject };

/** What the sealers of a process share. */
export type SealingTools = {
  readonly clock: Clock;
  readonly fill: FillRandom;
  readonly pool: RandomPool;
  readonly routes: RecentRoutes;
  readonly recordsPerDataKey: number;
};

/** Seals and routes for one tenant, without waiting, within a lease by wall clock. */
export class TenantSealer {
  readonly tenant: TenantId;
  readonly #tools: SealingTools;
  #keys: SealerKeys | undefined;
  #dataKey: DataKey | undefined;
  #dataKeyMadeAt: EpochMs = 0;
  #recordsLeft = 0;
  #leasedAt: EpochMs = 0;

  constructor(keys: SealerKeys, tools: SealingTools) {
    this.tenant = keys.branch.tenant;
    this.#keys = keys;
    this.#tools = tools;
  }

  /**
   * @throws {SealerExpired}
   * @throws {EnvelopeContextInvalid} the context is another tenant's, or cannot be bound.
   */
  seal(context: EnvelopeContext, plaintext: Uint8Array): Buffer {
    const now = this.#tools.clock.now();
    const { branch } = this.#leased(now);
    if (context.tenant !== this.tenant) {
      throw new EnvelopeContextInvalid({
        tenant: this.tenant,
        reason: 'the context is of another tenant',
      });
    }
    const key = this.#dataKeyOf(branch, now);
    this.#recordsLeft -= 1;
    return sealEnvelope(key, this.#tools.pool.take(IV_BYTES, now), context, plaintext);
  }

  /**
   * What stands for the aggregate in record key and subject.
   *
   * @throws {SealerExpired}
   */
  route(aggregate: AggregateId): AggregateId {
    const { routing } = this.#leased(this.#tools.clock.now());
    const { routes } = this.#tools;
    const known = routes.get(this, aggregate);
    if (known !== undefined) {
      return known;
    }
    const routed = routeOf(routing, aggregate);
    routes.add(this, aggregate, routed);
    return routed;
  }

  lease(now: EpochMs): void {
    this.#leasedAt = now;
  }

  /** At once and for good: the keys are let go, whatever lease is left. */
  end(): void {
    this.#keys = undefined;
    this.#dataKey = undefined;
  }

  #leased(now: EpochMs): SealerKeys {
    if (this.#keys === undefined || !isWithin(now - this.#leasedAt, SEALER_LEASE_MS)) {
      throw new SealerExpired(this.tenant);
    }
    return this.#keys;
  }

  #dataKeyOf(branch: HeldBranchKey, now: EpochMs): DataKey {
    const standing = this.#dataKey;
    if (
      standing !== undefined &&
      this.#recordsLeft > 0 &&
      isWithin(now - this.#dataKeyMadeAt, DATA_KEY_MAX_AGE_MS)
    ) {
      return standing;
    }
    // Drawn at once, not from the pool: the salt is what keeps apart two processes that share a past.
    const salt = Buffer.alloc(SALT_BYTES);
    this.#tools.fill(salt);
    const key = deriveDataKey(branch, salt);
    this.#dataKey = key;
    this.#dataKeyMadeAt = now;
    this.#recordsLeft = this.#tools.recordsPerDataKey;
    return key;
  }
}
