import { notedSubscriptions } from '../recorded.ts';
import { DONE, QUICK, type SagaStep } from '../saga.ts';

export const disconnectSubscriptions: SagaStep = {
  name: 'disconnect-subscriptions',
  executor: 'subscriptions',
  retry: QUICK,
  isNeeded: ({ operation, tenant }) => notedSubscriptions(operation.notes, tenant.id).length > 0,
  run: async ({ ports, operation, tenant }) => {
    for (const { group } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.disconnect(group);
    }
    return DONE;
  },
  undo: async ({ ports, operation, tenant }) => {
    for (const { paused, ...subscription } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.connect(subscription);
      await (paused ? ports.subscriptions.pause(subscription.group) : undefined);
    }
    return DONE;
  },
};
