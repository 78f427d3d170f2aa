import type { JsonObject } from '@tributary/kernel';
import type { PublishedLine, Purpose } from '../check/tour-lines.ts';
import type { InputEvent } from '../input/input-line.ts';
import { EVENT_TYPE, STREAM } from '../recorder/tour-catalogue.ts';

/** An event as the tour publishes it. It has its id from the start, so that publishing it again is no second event. */
export type TourEvent = {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly aggregate: string;
  /** ISO 8601. */
  readonly time: string;
  readonly data: JsonObject;
};

export function eventOf(
  {
    activity,
    aggregate,
    details,
    time,
  }: Pick<InputEvent, 'activity' | 'aggregate' | 'details' | 'time'>,
  now: number,
): TourEvent {
  const moment = new Date(time ?? now).toISOString();
  return {
    id: crypto.randomUUID(),
    stream: STREAM,
    type: EVENT_TYPE,
    aggregate,
    time: moment,
    data: { activity, recordedAt: moment, details },
  };
}

/** An event of the tour's own, each about something of its own. */
export function ownEvent(activity: string, now: number): TourEvent {
  return eventOf({ activity, aggregate: crypto.randomUUID(), details: {}, time: undefined }, now);
}

export function lineOf(
  { stream: _, ...facts }: TourEvent,
  tenant: string,
  purpose: Purpose,
): PublishedLine {
  return { ...facts, tenant, purpose };
}

/** The event as the body of a request. */
export function bodyOf({ id, stream, type, aggregate, time, data }: TourEvent): JsonObject {
  return { id, stream, type, aggregate, time, data };
}
