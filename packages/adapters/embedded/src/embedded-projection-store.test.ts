import { projectionStoreContract } from '@tributary/domain/consumption/projection-store.contract';
import { opened } from './testing/temporary-state.ts';

projectionStoreContract(async () => (await opened()).embedded.projections);
