import type { TenantId } from '../tenancy/index.ts';
import type { LeaseRequest, RateBudget } from './rate-budget.ts';
import { type BucketState, fullBucket, type Grant, take } from './token-bucket.ts';

/** A budget that only the publishers of one process share, for tests. */
export class MemoryRateBudget implements RateBudget {
  readonly #buckets = new Map<TenantId, BucketState>();

  async lease(request: LeaseRequest): Promise<Grant> {
    const { tenant, now } = request;
    const bucket = this.#buckets.get(tenant) ?? fullBucket(request, now);
    const { state, grant } = take(bucket, request, request, now);
    this.#buckets.set(tenant, state);
    return grant;
  }
}
