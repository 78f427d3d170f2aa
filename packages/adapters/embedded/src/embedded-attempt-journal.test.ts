import { attemptJournalContract } from '@tributary/domain/consumption/attempt-journal.contract';
import { opened } from './testing/temporary-state.ts';

attemptJournalContract(async () => (await opened()).embedded.journal);
