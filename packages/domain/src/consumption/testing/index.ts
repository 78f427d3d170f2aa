export { MemoryAttemptJournal } from './memory-attempt-journal.ts';
export { MemoryProjectionStore } from './memory-projection-store.ts';
export { MemoryQuarantine } from './memory-quarantine.ts';
