import { keyVaultContract } from '@tributary/domain/keys/key-vault.contract';
import { opened } from './testing/temporary-state.ts';

keyVaultContract(async () => (await opened()).embedded.vault);
