import type { Tenant } from '@tributary/domain/tenancy';
import type { EpochMs } from '@tributary/kernel';
import type { StepChange } from '../saga.ts';

/**
 * The tenant takes no events any more, and nothing is destroyed yet: the erasure can still be given up. A tenant whose onboarding
 * failed has taken none.
 */
export function scheduled(tenant: Tenant, now: EpochMs): Required<StepChange> {
  return {
    notes: { cameFrom: tenant.state, scheduledAt: now },
    tenant: { state: tenant.state === 'failed' ? 'erasing' : 'erasure-scheduled' },
  };
}
