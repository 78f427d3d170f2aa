import type { EpochMs, JsonObject } from '@tributary/kernel';

/** One event of the input, not yet of any tenant of the platform. */
export type InputEvent = {
  readonly kind: 'event';
  /** From 1. */
  readonly line: number;
  /** The value that names the tenant. */
  readonly source: string;
  readonly aggregate: string;
  /** When it happened; the time of publishing where the input does not say. */
  readonly time: EpochMs | undefined;
  readonly activity: string;
  readonly details: JsonObject;
  /** About how large it is as JSON. */
  readonly bytes: number;
};

/** A line that is no event; `reason` quotes nothing of it but names of fields. */
export type SkippedLine = {
  readonly kind: 'skipped';
  readonly line: number;
  readonly reason: string;
};

export type InputLine = InputEvent | SkippedLine;

export type EventSource = {
  /** Where the events come from, for a sentence. */
  readonly title: string;
  /** How far reading is, from 0 to 1. */
  readonly progress: () => number;
  /** The same lines in the same order each time. */
  readonly read: () => AsyncIterable<InputLine>;
};
