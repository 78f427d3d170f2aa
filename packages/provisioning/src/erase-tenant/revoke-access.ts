import { DONE, QUICK, type SagaStep } from '../saga.ts';

/** Its role and its tokens. */
export const revokeAccess: SagaStep = {
  name: 'revoke-access',
  executor: 'access',
  retry: QUICK,
  run: async ({ ports, tenant }) => {
    await ports.access.revoke(tenant.id);
    await ports.tokens.revokeAll(tenant.id);
    return DONE;
  },
};
