import { describe } from 'vitest';
import { attemptJournalContract } from '../attempt-journal.contract.ts';
import { projectionStoreContract } from '../projection-store.contract.ts';
import { quarantineContract } from '../quarantine.contract.ts';
import { MemoryAttemptJournal } from './memory-attempt-journal.ts';
import { MemoryProjectionStore } from './memory-projection-store.ts';
import { MemoryQuarantine } from './memory-quarantine.ts';

describe('the journal in memory', () => {
  attemptJournalContract(async () => new MemoryAttemptJournal());
});

describe('the projections in memory', () => {
  projectionStoreContract(async () => new MemoryProjectionStore());
});

describe('the quarantine in memory', () => {
  quarantineContract(async () => new MemoryQuarantine());
});
