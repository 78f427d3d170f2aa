import { ONCE_MORE, type SagaStep } from '../saga.ts';

/** From here on nobody can call it off. */
export const beginErasing: SagaStep = {
  name: 'begin-erasing',
  executor: 'registry',
  retry: ONCE_MORE,
  run: async ({ ports }) => ({
    kind: 'done',
    tenant: { state: 'erasing' },
    notes: { erasingSince: ports.clock.now() },
  }),
};
