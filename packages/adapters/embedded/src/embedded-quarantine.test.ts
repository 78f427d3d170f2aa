import { quarantineContract } from '@tributary/domain/consumption/quarantine.contract';
import { opened } from './testing/temporary-state.ts';

quarantineContract(async () => (await opened()).embedded.quarantine);
