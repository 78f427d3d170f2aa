import {
  MemoryAttemptJournal,
  MemoryProjectionStore,
  MemoryQuarantine,
} from '@tributary/domain/consumption/testing';

/** Without a store of effects: nothing is known, nothing is kept. */
export class NoEffects extends MemoryProjectionStore {
  override async marked(): Promise<ReadonlySet<string>> {
    return new Set();
  }

  override async mark(): Promise<void> {}
}

export class NoJournal extends MemoryAttemptJournal {
  override async begin(attempts: readonly unknown[]): Promise<readonly number[]> {
    return attempts.map(() => 1);
  }

  override async end(): Promise<void> {}
}

export class NoQuarantine extends MemoryQuarantine {
  override async blocked(): Promise<ReadonlySet<string>> {
    return new Set();
  }
}
