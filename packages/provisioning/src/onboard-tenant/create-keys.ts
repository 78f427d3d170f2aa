import { tierOf } from '@tributary/domain/placement';
import { DONE, QUICK, type SagaStep } from '../saga.ts';

export const createKeys: SagaStep = {
  name: 'create-keys',
  executor: 'keys',
  undoExecutor: 'eraser',
  retry: QUICK,
  isNeeded: ({ ports, tenant }) =>
    [...tierOf(ports.catalogue, tenant.tier).streams.values()].some(
      ({ encryption }) => encryption === 'envelope',
    ),
  run: async ({ ports, tenant }) => {
    await ports.vault.create(tenant.id);
    return DONE;
  },
  undo: async ({ ports, tenant }) => {
    await ports.vault.discard(tenant.id, ports.clock.now());
    return DONE;
  },
};
