export { MemoryCellDirectory } from './memory-cell-directory.ts';
export { MemoryClusterAdmin } from './memory-cluster-admin.ts';
