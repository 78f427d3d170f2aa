import { deleteTopics as remove } from '../own-topics.ts';
import { QUICK, type SagaStep } from '../saga.ts';
import { topicsToDelete } from './inventory.ts';

export const deleteTopics: SagaStep = {
  name: 'delete-topics',
  executor: 'eraser',
  retry: QUICK,
  isNeeded: ({ operation, tenant }) => topicsToDelete(operation.notes, tenant.id).length > 0,
  run: ({ ports, operation, tenant }) => remove(ports, topicsToDelete(operation.notes, tenant.id)),
};
