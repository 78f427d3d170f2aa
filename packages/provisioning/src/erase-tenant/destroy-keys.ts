import { dateOnce, numberIn } from '../recorded.ts';
import { QUICK, type SagaStep } from '../saga.ts';

/** Every copy of the tenant's sealed records becomes unreadable: the tombstone tells all who hold a key in memory. */
export const destroyKeys: SagaStep = {
  name: 'destroy-keys',
  executor: 'eraser',
  retry: QUICK,
  prepare: async (context) => ({ notes: dateOnce(context, 'keysDestroyedAt') }),
  run: async ({ ports, operation, tenant }) => {
    const at = numberIn(operation.notes, 'keysDestroyedAt');
    const { destroyedAt, sequence } = await ports.vault.destroy(tenant.id, at);
    return { kind: 'done', notes: { keysDestroyedAt: destroyedAt, tombstone: sequence } };
  },
};
