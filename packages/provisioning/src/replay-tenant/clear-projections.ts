import { DONE, QUICK, type SagaStep } from '../saga.ts';
import { rebuilt } from './replay-notes.ts';

/** Only of consumers that make their projection anew, with the markers of what it was made from. */
export const clearProjections: SagaStep = {
  name: 'clear-projections',
  executor: 'replayer',
  retry: QUICK,
  isNeeded: ({ ports, operation }) => rebuilt(ports, operation).length > 0,
  run: async ({ ports, operation, tenant }) => {
    for (const { name } of rebuilt(ports, operation)) {
      await ports.projections.clear({ tenant: tenant.id, consumer: name });
    }
    return DONE;
  },
};
