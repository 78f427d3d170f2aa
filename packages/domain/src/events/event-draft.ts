import { type EpochMs, MINUTE_MS } from '@tributary/kernel';
import { type AggregateId, aggregateId, streamName } from '../topics/index.ts';
import { EventInvalid } from './errors.ts';
import type { EventDraft } from './event.ts';
import { eventId, traceParent } from './event-id.ts';
import { isObject } from './is-object.ts';
import { mapBatch } from './map-batch.ts';

/** How far an event's time may lie ahead of the platform's: clocks differ. */
export const MAX_TIME_AHEAD_MS = 5 * MINUTE_MS;

/**
 * What somebody sent as an event. Its stream and type are not looked up yet, nor its data checked: a publisher does that.
 *
 * @throws {EventInvalid}
 * @throws {StreamNameInvalid}
 * @throws {AggregateIdInvalid}
 */
export function eventDraft(input: unknown, now: EpochMs): EventDraft {
  if (!isObject(input)) {
    throw new EventInvalid({ member: 'itself', rule: 'is not a JSON object' });
  }
  refuseForeign(input);
  return {
    stream: streamName(input['stream']),
    type: parseType(input['type']),
    aggregate: parseAggregate(input['aggregate']),
    data: parseData(input['data']),
    ...(input['id'] === undefined ? {} : { id: eventId(input['id']) }),
    ...(input['time'] === undefined ? {} : { time: parseTime(input['time'], now) }),
    ...(input['traceparent'] === undefined
      ? {}
      : { traceparent: traceParent(input['traceparent']) }),
  };
}

/**
 * All of a list, or none.
 *
 * @throws {BatchRefused} one of them is no event.
 */
export function eventDrafts(inputs: readonly unknown[], now: EpochMs): readonly EventDraft[] {
  return mapBatch(inputs, (input) => eventDraft(input, now));
}

const MEMBERS: ReadonlySet<string> = new Set<keyof EventDraft>([
  'stream',
  'type',
  'aggregate',
  'data',
  'id',
  'time',
  'traceparent',
]);

function refuseForeign(input: object): void {
  const foreign = Object.keys(input).find((name) => !MEMBERS.has(name));
  if (foreign !== undefined) {
    throw new EventInvalid({ member: foreign, rule: 'is no member of an event' });
  }
}

const MAX_TYPE_LENGTH = 100;

function parseType(type: unknown): string {
  if (typeof type !== 'string' || type === '' || type.length > MAX_TYPE_LENGTH) {
    throw new EventInvalid({
      member: 'type',
      rule: `is not a text of 1 to ${MAX_TYPE_LENGTH} characters`,
    });
  }
  return type;
}

/** CloudEvents' type String holds none of them: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system */
const CONTROL_CHARACTER = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

function parseAggregate(input: unknown): AggregateId {
  const aggregate = aggregateId(input);
  if (CONTROL_CHARACTER.test(aggregate)) {
    throw new EventInvalid({ member: 'aggregate', rule: 'holds a control character' });
  }
  return aggregate;
}

function parseData(data: unknown): unknown {
  if (!isObject(data)) {
    throw new EventInvalid({ member: 'data', rule: 'is not a JSON object' });
  }
  return data;
}

/** Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6, in upper case and without leap seconds. */
const TIME =
  /^(\d{4}-(?:0[1-9]|1[0-2])-\d{2})T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

function parseTime(input: unknown, now: EpochMs): EpochMs {
  const text = typeof input === 'string' ? input : '';
  const date = TIME.exec(text)?.[1];
  if (date === undefined || !isCalendarDate(date)) {
    throw new EventInvalid({ member: 'time', rule: 'is not a time such as 2026-01-31T12:00:00Z' });
  }
  const time = Date.parse(text);
  if (time < 0) {
    throw new EventInvalid({ member: 'time', rule: 'is before 1970' });
  }
  if (time > now + MAX_TIME_AHEAD_MS) {
    throw new EventInvalid({ member: 'time', rule: 'lies in the future' });
  }
  return time;
}

/** `Date.parse` takes the 31st of any month. */
function isCalendarDate(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
