import { tenantId } from '../tenancy/index.ts';
import { clientQuotasContract } from './client-quotas.contract.ts';
import { MemoryClientQuotas } from './memory-client-quotas.ts';

clientQuotasContract(async () => ({
  quotas: new MemoryClientQuotas(),
  tenant: tenantId('acme'),
  neighbour: tenantId('acme-labs'),
}));
