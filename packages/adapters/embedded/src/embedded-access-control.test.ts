import { accessControlContract } from '@tributary/domain/access/access-control.contract';
import { opened } from './testing/temporary-state.ts';

accessControlContract(async () => (await opened()).embedded.access);
