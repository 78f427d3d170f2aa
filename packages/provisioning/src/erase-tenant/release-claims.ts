import { DONE, QUICK, type SagaStep } from '../saga.ts';
import { remainingCells } from './inventory.ts';

export const releaseClaims: SagaStep = {
  name: 'release-claims',
  executor: 'cells',
  retry: QUICK,
  isNeeded: ({ operation }) => remainingCells(operation.notes).length > 0,
  run: async ({ ports, operation, tenant }) => {
    for (const cell of remainingCells(operation.notes)) {
      await ports.cells.release(cell, tenant.id);
    }
    return DONE;
  },
};
