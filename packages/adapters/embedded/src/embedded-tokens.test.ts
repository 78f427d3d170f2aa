import { tokensContract } from '@tributary/domain/access/tokens.contract';
import { opened } from './testing/temporary-state.ts';

tokensContract(async () => (await opened()).embedded.tokens);
