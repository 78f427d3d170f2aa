import { ONCE_MORE, type SagaStep } from '../saga.ts';
import { scheduled } from './scheduled.ts';

/** Written with the request already, unless another operation had to be given up first. */
export const schedule: SagaStep = {
  name: 'schedule',
  executor: 'registry',
  retry: ONCE_MORE,
  isNeeded: ({ operation }) => operation.notes['cameFrom'] === undefined,
  run: async ({ ports, tenant }) => {
    const fresh = (await ports.registry.find(tenant.id)) ?? tenant;
    return { kind: 'done', ...scheduled(fresh, ports.clock.now()) };
  },
};
