import type { EpochMs } from '@tributary/kernel';
import type { Placement, TierName } from '../placement/index.ts';
import { TenantErased, TenantErasing, TenantNotReady, TenantSuspended } from './errors.ts';
import type { OperationId } from './operation.ts';
import type { TenantId } from './tenant-id.ts';

/**
 * `provisioning -> active <-> suspended`; `active | suspended -> erasure-scheduled -> suspended | erasing -> unreadable -> erased`;
 * `provisioning -> failed -> provisioning | erasing`. `unreadable`: no key is left; `erased`: nothing else is left either.
 */
export type TenantState =
  | 'provisioning'
  | 'active'
  | 'suspended'
  | 'erasure-scheduled'
  | 'erasing'
  | 'unreadable'
  | 'erased'
  | 'failed';

export type Tenant = {
  readonly id: TenantId;
  readonly state: TenantState;
  readonly tier: TierName;
  /** One for each stream of the tier, in order of stream; empty once the tenant is erased. */
  readonly placements: readonly Placement[];
  /** SHA-256 of the onboarding request: the same request is the same operation. */
  readonly requestDigest: string;
  /** The operation that onboarded it, and the one that holds it now. */
  readonly onboarding: OperationId;
  readonly operation?: OperationId;
  readonly createdAt: EpochMs;
  readonly changedAt: EpochMs;
  /** When the last trace is due to be gone; set by an erasure. */
  readonly erasureDueAt?: EpochMs;
  /** From 1, one more with each write. */
  readonly version: number;
};

/**
 * Returns for a tenant that takes events.
 *
 * @throws {TenantSuspended}
 * @throws {TenantErasing}
 * @throws {TenantErased}
 * @throws {TenantNotReady}
 */
export function assertTakesEvents(tenant: Pick<Tenant, 'id' | 'state'>): void {
  switch (tenant.state) {
    case 'active':
      return;
    case 'suspended':
      throw new TenantSuspended(tenant.id);
    case 'erasure-scheduled':
    case 'erasing':
      throw new TenantErasing(tenant.id);
    case 'unreadable':
    case 'erased':
      throw new TenantErased(tenant.id);
    case 'provisioning':
    case 'failed':
      throw new TenantNotReady({ tenant: tenant.id, state: tenant.state });
  }
}

/**
 * Returns for a tenant that is active, or suspended: that one takes no events from outside, but what it has is read, and what
 * follows from it is published.
 *
 * @throws {TenantErasing}
 * @throws {TenantErased}
 * @throws {TenantNotReady}
 */
export function assertInService(tenant: Pick<Tenant, 'id' | 'state'>): void {
  if (tenant.state !== 'suspended') {
    assertTakesEvents(tenant);
  }
}
