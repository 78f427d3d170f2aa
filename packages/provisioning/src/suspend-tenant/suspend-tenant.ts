import { publishControlEvent } from '../publish-control-event.ts';
import { ONCE_MORE, type Saga, type SagaStep } from '../saga.ts';
import { waitOutLeases } from '../wait-out-leases.ts';
import { pauseConsumers } from './pause-consumers.ts';

const suspend: SagaStep = {
  name: 'suspend',
  executor: 'registry',
  retry: ONCE_MORE,
  run: async ({ ports }) => ({
    kind: 'done',
    tenant: { state: 'suspended' },
    notes: { suspendedAt: ports.clock.now() },
  }),
};

/** Publishing is refused at once, and surely everywhere once the leases are over; what is there is still consumed. */
export const suspendTenant: Saga = {
  name: 'suspend',
  pivot: suspend.name,
  steps: [
    suspend,
    waitOutLeases('suspendedAt'),
    pauseConsumers,
    publishControlEvent('publish-suspended', 'TenantSuspended', ({ operation }) => operation.input),
  ],
};
