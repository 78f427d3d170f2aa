import type { CellId } from '@tributary/domain/placement';
import { removeCluster } from '../remove-cluster.ts';
import { DONE, QUICK, type SagaStep, type StepContext, type StepOutcome } from '../saga.ts';

/** Only silo tenants have one. A cluster of the same name may still be on its way out, from an onboarding that failed. */
export const createCluster: SagaStep = {
  name: 'create-cluster',
  executor: 'clusters',
  retry: QUICK,
  isNeeded: ({ tenant }) => siloCell(tenant) !== undefined,
  run: async ({ ports, tenant }) => {
    const cell = siloCell(tenant);
    return cell === undefined ? DONE : ensureCluster(ports, cell, tenant.id);
  },
  undo: async ({ ports, tenant }) => {
    const cell = siloCell(tenant);
    return cell === undefined ? DONE : removeCluster(ports, cell);
  },
};

function siloCell({ placements }: StepContext['tenant']): CellId | undefined {
  return placements.find(({ model }) => model === 'silo')?.cell;
}

async function ensureCluster(
  { clusters, clock, waits }: StepContext['ports'],
  cell: CellId,
  tenant: StepContext['tenant']['id'],
): Promise<StepOutcome> {
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
