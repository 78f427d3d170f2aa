export { MemoryClientQuotas } from './memory-client-quotas.ts';
export { MemoryRateBudget } from './memory-rate-budget.ts';
export { MemoryUsageMeter } from './memory-usage-meter.ts';
