import { clusterAdminContract } from '@tributary/domain/placement/cluster-admin.contract';
import { opened } from './testing/temporary-state.ts';

clusterAdminContract(async () => {
  const { embedded } = await opened();
  return { clusters: embedded.clusters, settle: async () => undefined };
});
