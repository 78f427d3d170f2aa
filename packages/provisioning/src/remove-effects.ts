import type { TenantId } from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from './ports.ts';

/** Deletes what consumers made of the tenant's events, and those that they could not take. */
export async function removeEffects(
  { projections, quarantine }: Pick<ProvisioningPorts, 'projections' | 'quarantine'>,
  tenant: TenantId,
): Promise<void> {
  await projections.removeTenant(tenant);
  await quarantine.removeTenant(tenant);
}
