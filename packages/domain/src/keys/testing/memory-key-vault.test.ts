import { keyVaultContract } from '../key-vault.contract.ts';
import { MemoryKeyVault } from './memory-key-vault.ts';

keyVaultContract(async () => new MemoryKeyVault());
