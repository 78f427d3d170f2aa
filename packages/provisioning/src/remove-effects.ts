import { type QuarantineSummary, topicOfQuarantined } from '@tributary/domain/consumption';
import { CANARY_TENANT, type TenantId } from '@tributary/domain/tenancy';
import { topicPrefix } from '@tributary/domain/topics';
import type { ProvisioningPorts } from './ports.ts';

/** Deletes what consumers made of the tenant's events, and those that they could not take. */
export async function removeEffects(
  { projections, quarantine }: Pick<ProvisioningPorts, 'projections' | 'quarantine'>,
  tenant: TenantId,
): Promise<void> {
  await projections.removeTenant(tenant);
  await quarantine.removeTenant(tenant);
  for (const { id } of await strayRecords({ quarantine }, tenant)) {
    await quarantine.remove(CANARY_TENANT, id);
  }
}

/** What lay in the tenant's own topics and claimed to be another's is with the platform's own, in the canary's quarantine. */
export async function strayRecords(
  { quarantine }: Pick<ProvisioningPorts, 'quarantine'>,
  tenant: TenantId,
): Promise<readonly QuarantineSummary[]> {
  const all = await quarantine.list(CANARY_TENANT);
  return all.filter(({ id }) => topicOfQuarantined(id).startsWith(topicPrefix(tenant)));
}
