import { removeCluster } from '../remove-cluster.ts';
import { DONE, QUICK, type SagaStep } from '../saga.ts';
import { silos } from './inventory.ts';

/** Its topics, groups and records go with it. */
export const removeSiloCluster: SagaStep = {
  name: 'remove-cluster',
  executor: 'clusters',
  retry: QUICK,
  isNeeded: ({ operation }) => silos(operation.notes).length > 0,
  run: async ({ ports, operation, tenant }) => {
    for (const cell of silos(operation.notes)) {
      const outcome = await removeCluster(ports, cell);
      if (outcome.kind === 'wait') {
        return outcome;
      }
      await ports.cells.release(cell, tenant.id);
      await ports.cells.remove(cell);
    }
    return DONE;
  },
};
