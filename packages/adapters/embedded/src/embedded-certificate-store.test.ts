import { certificateStoreContract } from '@tributary/domain/erasure/certificate-store.contract';
import { opened } from './testing/temporary-state.ts';

certificateStoreContract(async () => (await opened()).embedded.certificates);
