import { type EpochMs, KIB } from '@tributary/kernel';
import type { ByteLine } from './byte-lines.ts';
import { eventTime } from './event-time.ts';
import { fieldOf, isObject, nameOf } from './field.ts';
import type { InputLine } from './input-line.ts';

export type Fields = {
  readonly tenant: string;
  /** Where it is absent, a tenant's events are one aggregate: all in order. */
  readonly aggregate?: string;
  readonly time?: string;
};

/** No tier takes a larger event. */
export const MAX_LINE_BYTES = 1_024 * KIB;

/** The aggregate of events that name none. */
const ONE_AGGREGATE = 'all';

const ACTIVITY = 'recorded';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a line of NDJSON is: an event, or the reason why it is none. */
export function readLine({ number, bytes }: ByteLine, fields: Fields, now: EpochMs): InputLine {
  const skipped = (reason: string): InputLine => ({ kind: 'skipped', line: number, reason });
  if (bytes === undefined) {
    return skipped(`is longer than ${MAX_LINE_BYTES / KIB} KiB`);
  }
  const details = parsed(bytes);
  if (!isObject(details)) {
    return skipped(NOT_AN_EVENT[details]);
  }
  const source = nameOf(fieldOf(details, fields.tenant));
  if (source === undefined) {
    return skipped(`has no ${fields.tenant}`);
  }
  const aggregate =
    fields.aggregate === undefined ? ONE_AGGREGATE : nameOf(fieldOf(details, fields.aggregate));
  if (aggregate === undefined) {
    return skipped(`has no ${fields.aggregate}`);
  }
  const time =
    fields.time === undefined ? undefined : eventTime(fieldOf(details, fields.time), now);
  if (fields.time !== undefined && time === undefined) {
    return skipped(`has no time in ${fields.time}`);
  }
  return {
    kind: 'event',
    line: number,
    source,
    aggregate,
    time,
    activity: ACTIVITY,
    details,
    bytes: bytes.length,
  };
}

const NOT_AN_EVENT = {
  empty: 'is empty',
  encoding: 'is not UTF-8',
  syntax: 'is not JSON',
  shape: 'is no JSON object',
} as const;

function parsed(bytes: Buffer) {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return 'encoding';
  }
  if (text.trim() === '') {
    return 'empty';
  }
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : 'shape';
  } catch {
    return 'syntax';
  }
}
