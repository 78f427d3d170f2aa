import { deleteGroups as remove } from '../own-topics.ts';
import { DONE, QUICK, type SagaStep } from '../saga.ts';
import { groupsToDelete } from './inventory.ts';

export const deleteGroups: SagaStep = {
  name: 'delete-groups',
  executor: 'eraser',
  retry: QUICK,
  isNeeded: ({ operation }) => groupsToDelete(operation.notes).length > 0,
  run: async ({ ports, operation }) => {
    await remove(ports, groupsToDelete(operation.notes));
    return DONE;
  },
};
