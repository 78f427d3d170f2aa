import { EventInvalid } from './errors.ts';
import type { EventId, TraceParent } from './event.ts';

/** Source: https://www.rfc-editor.org/rfc/rfc9562#section-4 */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Source: https://www.w3.org/TR/trace-context/#traceparent-header, version 00; ids of zeros are invalid. */
const TRACE_PARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * A UUID of any version, in either case.
 *
 * @throws {EventInvalid}
 */
export function eventId(text: unknown): EventId {
  if (typeof text === 'string') {
    const id = isEventId(text) ? text : text.toLowerCase();
    if (isEventId(id)) {
      return id;
    }
  }
  throw new EventInvalid({ member: 'id', rule: 'is not a UUID' });
}

/** As it stands on the wire: a UUID in lower case. */
export function isEventId(text: string): text is EventId {
  return UUID.test(text);
}

/** @throws {EventInvalid} */
export function traceParent(text: unknown): TraceParent {
  if (typeof text !== 'string' || !isTraceParent(text)) {
    throw new EventInvalid({
      member: 'traceparent',
      rule: 'is not a W3C trace context of version 00',
    });
  }
  return text;
}

export function isTraceParent(text: string): text is TraceParent {
  return TRACE_PARENT.test(text);
}
