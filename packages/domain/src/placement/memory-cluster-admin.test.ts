import { describe } from 'vitest';
import { clusterAdminContract } from './cluster-admin.contract.ts';
import { MemoryClusterAdmin } from './memory-cluster-admin.ts';

describe('MemoryClusterAdmin', () => {
  clusterAdminContract(async () => {
    const clusters = new MemoryClusterAdmin();
    return { clusters, settle: async () => clusters.settle() };
  });
});
