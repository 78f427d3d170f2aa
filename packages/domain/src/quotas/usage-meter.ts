import type { TenantId } from '../tenancy/index.ts';

export type Usage = { readonly events: number; readonly bytes: number };

export const NO_USAGE: Usage = { events: 0, bytes: 0 };

/** How much each tenant has published since it was onboarded. */
export interface UsageMeter {
  /** Adds to the tenant's counts; concurrent additions are all counted. Given twice, counted twice. */
  add(tenant: TenantId, usage: Usage): Promise<void>;

  /** Zero for a tenant of whom nothing was counted. */
  usage(tenant: TenantId): Promise<Usage>;

  /** Forgets the tenant's counts; twice equals once. */
  remove(tenant: TenantId): Promise<void>;
}
