import { type EpochMs, MINUTE_MS, SECOND_MS } from '@tributary/kernel';

/** Numbers below it are seconds: as milliseconds they would lie before March 1973. */
const FIRST_MILLISECONDS = 100_000_000_000;

/** The platform allows clocks to differ by so much. */
const MAX_AHEAD_MS = 5 * MINUTE_MS;

const DATE_AND_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/** The time of ISO 8601 (without a zone it is UTC) or of seconds or milliseconds since 1970; `undefined` for anything else, and for a time that the platform refuses. */
export function eventTime(value: unknown, now: EpochMs): EpochMs | undefined {
  const time = typeof value === 'number' ? ofNumber(value) : ofText(value);
  return time !== undefined && time >= 0 && time <= now + MAX_AHEAD_MS ? time : undefined;
}

function ofNumber(value: number): EpochMs {
  return Math.trunc(Math.abs(value) < FIRST_MILLISECONDS ? value * SECOND_MS : value);
}

function ofText(value: unknown): EpochMs | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  if (/^\d{1,16}(?:\.\d+)?$/.test(value)) {
    return ofNumber(Number(value));
  }
  const [, date, time = '00:00:00', zone = 'Z'] = DATE_AND_TIME.exec(value) ?? [];
  if (date === undefined || !isCalendarDate(date)) {
    return undefined;
  }
  const parsed = Date.parse(`${date}T${time}${/^(?:Z|UTC)$/i.test(zone) ? 'Z' : withColon(zone)}`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function withColon(offset: string): string {
  return `${offset.slice(0, 3)}:${offset.slice(-2)}`;
}

/** `Date.parse` takes the 31st of any month. */
function isCalendarDate(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
