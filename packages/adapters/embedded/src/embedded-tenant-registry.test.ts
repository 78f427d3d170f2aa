import { tenantRegistryContract } from '@tributary/domain/tenancy/tenant-registry.contract';
import { opened } from './testing/temporary-state.ts';

tenantRegistryContract(async () => {
  const { embedded, clock } = await opened();
  return { registry: embedded.registry, clock };
});
