export { MemoryKeyVault } from './memory-key-vault.ts';
