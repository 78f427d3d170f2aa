import { siloCellId } from '@tributary/domain/placement';
import type { TenantId } from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from '../ports.ts';
import { removeCluster } from '../remove-cluster.ts';
import { DONE, QUICK, type SagaStep, type StepOutcome } from '../saga.ts';

/** Only silo tenants have one. A cluster of the same name may still be on its way out, from an onboarding that failed. */
export const createCluster: SagaStep = {
  name: 'create-cluster',
  executor: 'clusters',
  retry: QUICK,
  isNeeded: ({ tenant }) => tenant.placements.some(({ model }) => model === 'silo'),
  run: ({ ports, tenant }) => ensureCluster(ports, tenant.id),
  undo: ({ ports, tenant }) => removeCluster(ports, siloCellId(tenant.id)),
};

async function ensureCluster(
  { clusters, clock, waits }: ProvisioningPorts,
  tenant: TenantId,
): Promise<StepOutcome> {
  const cell = siloCellId(tenant);
  const state = await clusters.state(cell);
  if (state === 'active') {
    return DONE;
  }
  if (state === 'absent') {
    await clusters.create(cell, tenant);
  }
  return (await clusters.state(cell)) === 'active'
    ? DONE
    : { kind: 'wait', until: clock.now() + waits.pollMs };
}
