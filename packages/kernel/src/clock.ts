/** Milliseconds since the Unix epoch, by wall clock. */
export type EpochMs = number;

export interface Clock {
  now(): EpochMs;
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
