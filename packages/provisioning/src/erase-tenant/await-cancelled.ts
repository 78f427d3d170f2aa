import { operationId, TenantBusy } from '@tributary/domain/tenancy';
import { hasEnded, operationOf } from '../request/operation-of.ts';
import { DONE, type SagaStep } from '../saga.ts';

/** The operation that was told to give up has ended: compensated, or done where it was past that. */
export const awaitCancelled: SagaStep = {
  name: 'await-cancelled',
  executor: 'registry',
  retry: { maxAttempts: 1, intervalMs: 1_000, backoffRate: 1 },
  isNeeded: ({ operation }) => operation.notes['cancels'] !== undefined,
  run: async ({ ports, operation, tenant }) => {
    const other = await operationOf(ports.registry, operationId(operation.notes['cancels']));
    if (other.state === 'stuck') {
      throw new TenantBusy({ tenant: tenant.id, operation: other.id });
    }
    return hasEnded(other) ? DONE : { kind: 'wait', until: ports.clock.now() + ports.waits.pollMs };
  },
};
