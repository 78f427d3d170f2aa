import { ONCE_MORE, type SagaStep } from '../saga.ts';

export const activate: SagaStep = {
  name: 'activate',
  executor: 'registry',
  retry: ONCE_MORE,
  run: async () => ({ kind: 'done', tenant: { state: 'active' } }),
};
