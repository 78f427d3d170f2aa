import { notedSubscriptions } from '../recorded.ts';
import { DONE, QUICK, type SagaStep } from '../saga.ts';

/** Of the tenant's own topics; the consumers of the pool are connected already. */
export const connectSubscriptions: SagaStep = {
  name: 'connect-subscriptions',
  executor: 'subscriptions',
  retry: QUICK,
  isNeeded: ({ operation, tenant }) => notedSubscriptions(operation.notes, tenant.id).length > 0,
  run: async ({ ports, operation, tenant }) => {
    for (const { paused: _, ...subscription } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.connect(subscription);
    }
    return DONE;
  },
  undo: async ({ ports, operation, tenant }) => {
    for (const { group } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.disconnect(group);
    }
    return DONE;
  },
};
