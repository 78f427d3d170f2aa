import type { EpochMs } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import type { Grant, RateLimit } from './token-bucket.ts';

export type LeaseRequest = RateLimit & {
  readonly tenant: TenantId;
  /** Whole events, at least 1. */
  readonly want: number;
  /** 1 to `want`: with fewer the caller can do nothing. */
  readonly atLeast: number;
  readonly now: EpochMs;
};

/** One token bucket per tenant that all publisher processes share. */
export interface RateBudget {
  /**
   * Takes up to `want` events of the tenant's bucket, but nothing if there are fewer than `atLeast`; concurrent leases never take
   * the same event. A tenant that is new starts with a full bucket. What was granted is never given back.
   * The semantics are those of `take`.
   */
  lease(request: LeaseRequest): Promise<Grant>;
}
