export type { ClientQuota, ClientQuotas } from './client-quotas.ts';
export { BatchAboveBurst, RateExceeded } from './errors.ts';
export { LeasedRate } from './leased-rate.ts';
export type { LeaseRequest, RateBudget } from './rate-budget.ts';
export {
  type BucketState,
  fullBucket,
  type Grant,
  type RateLimit,
  take,
} from './token-bucket.ts';
export { NO_USAGE, type Usage, type UsageMeter } from './usage-meter.ts';
