import { type Clock, type EpochMs, SECOND_MS } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { BatchAboveBurst, RateExceeded } from './errors.ts';
import type { RateBudget } from './rate-budget.ts';
import type { RateLimit } from './token-bucket.ts';

/** The shared budget has said no to `events` or more until `until`. */
type Refusal = { readonly events: number; readonly from: EpochMs; readonly until: EpochMs };

const DEFAULT_SLICE_MS = 100;

/**
 * The rate of each tenant in one publisher process. Events are leased from the shared budget in slices of what the tenant may
 * publish in `sliceMs`, so that an event costs no write; what is left of a slice is kept for the next batch. Over all processes,
 * any interval of T seconds admits at most `burst + T * eventsPerSecond + processes * slice` events.
 */
export class LeasedRate {
  readonly #budget: RateBudget;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #sliceMs: number;
  /** Paid for and not admitted yet; always less than a slice. */
  readonly #held = new Map<TenantId, number>();
  readonly #refusals = new Map<TenantId, Refusal>();
  readonly #leasing = new Map<TenantId, Promise<void>>();

  constructor({
    budget,
    clock,
    sliceMs = DEFAULT_SLICE_MS,
  }: {
    readonly budget: RateBudget;
    readonly clock: Pick<Clock, 'now'>;
    readonly sliceMs?: number;
  }) {
    this.#budget = budget;
    this.#clock = clock;
    this.#sliceMs = sliceMs;
  }

  /**
   * Resolves once all of the batch is admitted; otherwise none of it is.
   *
   * @throws {RateExceeded}
   * @throws {BatchAboveBurst}
   */
  async admit(tenant: TenantId, events: number, limit: RateLimit): Promise<void> {
    if (events > limit.burst) {
      throw new BatchAboveBurst({ events, burst: limit.burst });
    }
    while (!this.#admitHeld(tenant, events)) {
      const leasing = this.#leasing.get(tenant);
      if (leasing === undefined) {
        return await this.#admitLeased(tenant, events, limit);
      }
      await leasing;
    }
  }

  #admitHeld(tenant: TenantId, events: number): boolean {
    const held = this.#held.get(tenant) ?? 0;
    if (held < events) {
      return false;
    }
    this.#held.set(tenant, held - events);
    return true;
  }

  /** What is held is taken out for the time of the lease, so that nobody else counts on it. */
  async #admitLeased(tenant: TenantId, events: number, limit: RateLimit): Promise<void> {
    const held = this.#held.get(tenant) ?? 0;
    const missing = events - held;
    this.#assertNotRefused(tenant, missing, limit);
    const done = Promise.withResolvers<void>();
    this.#leasing.set(tenant, done.promise);
    this.#held.set(tenant, 0);
    let left = held;
    try {
      left += await this.#lease(tenant, missing, limit);
      left -= events;
    } finally {
      this.#held.set(tenant, left);
      this.#leasing.delete(tenant);
      done.resolve();
    }
  }

  /** `missing` or more. */
  async #lease(tenant: TenantId, missing: number, limit: RateLimit): Promise<number> {
    const now = this.#clock.now();
    const want = Math.max(missing, this.#sliceOf(limit));
    const { eventsPerSecond, burst } = limit;
    const { granted, retryAfterMs } = await this.#budget.lease({
      tenant,
      eventsPerSecond,
      burst,
      want,
      atLeast: missing,
      now,
    });
    if (granted < missing) {
      this.#refusals.set(tenant, { events: missing, from: now, until: now + retryAfterMs });
      throw new RateExceeded({ retryAfterMs, eventsPerSecond });
    }
    this.#refusals.delete(tenant);
    return granted;
  }

  /** While the answer is known, the budget is not asked; a clock that went back knows nothing. */
  #assertNotRefused(tenant: TenantId, missing: number, { eventsPerSecond }: RateLimit): void {
    const refusal = this.#refusals.get(tenant);
    const now = this.#clock.now();
    if (
      refusal !== undefined &&
      missing >= refusal.events &&
      now >= refusal.from &&
      now < refusal.until
    ) {
      throw new RateExceeded({ retryAfterMs: refusal.until - now, eventsPerSecond });
    }
  }

  #sliceOf({ eventsPerSecond, burst }: RateLimit): number {
    return Math.min(burst, Math.max(1, Math.ceil((eventsPerSecond * this.#sliceMs) / SECOND_MS)));
  }
}
