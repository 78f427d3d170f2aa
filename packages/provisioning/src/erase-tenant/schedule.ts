import { tenantOf } from '../request/operation-of.ts';
import { ONCE_MORE, type SagaStep } from '../saga.ts';
import { scheduled } from './scheduled.ts';

/** Written with the request already, unless another operation had to be given up first; what that left of the tenant counts. */
export const schedule: SagaStep = {
  name: 'schedule',
  executor: 'registry',
  retry: ONCE_MORE,
  isNeeded: ({ operation }) => operation.notes['cameFrom'] === undefined,
  run: async ({ ports, operation }) => {
    const tenant = await tenantOf(ports.registry, operation);
    return { kind: 'done', ...scheduled(tenant, ports.clock.now()) };
  },
};
