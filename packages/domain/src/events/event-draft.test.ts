import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AggregateIdInvalid, StreamNameInvalid } from '../topics/index.ts';
import { BatchRefused, EventInvalid } from './errors.ts';
import { eventDraft, eventDrafts, MAX_TIME_AHEAD_MS } from './event-draft.ts';

const NOW = Date.UTC(2026, 4, 1);
const ORDER = { stream: 'orders', type: 'OrderPlaced', aggregate: 'order-1', data: { total: 1 } };
const ID = '0190f4b2-1111-7abc-8def-0123456789ab';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const SECRET = 'SECRET';

function refusal(changes: Readonly<Record<string, unknown>>): unknown {
  try {
    return eventDraft({ ...ORDER, ...changes }, NOW);
  } catch (error) {
    return error;
  }
}

describe('what is an event', () => {
  test('needs neither id nor time nor trace', () => {
    expect(eventDraft(ORDER, NOW)).toEqual(ORDER);
  });

  test('keeps the id, time and trace that it was given', () => {
    const input = { ...ORDER, id: ID, time: '2026-04-30T23:00:00.5Z', traceparent: TRACE };
    expect(eventDraft(input, NOW)).toEqual({
      ...input,
      time: Date.UTC(2026, 3, 30, 23, 0, 0, 500),
    });
  });

  test('bears its id in lower case', () => {
    expect(eventDraft({ ...ORDER, id: ID.toUpperCase() }, NOW).id).toBe(ID);
  });

  test('may lie as far ahead as clocks differ', () => {
    const ahead = NOW + MAX_TIME_AHEAD_MS;
    expect(eventDraft({ ...ORDER, time: new Date(ahead).toISOString() }, NOW).time).toBe(ahead);
  });

  test('has the time that its zone says', () => {
    expect(eventDraft({ ...ORDER, time: '2026-04-30T23:00:00+02:00' }, NOW).time).toBe(
      Date.UTC(2026, 3, 30, 21),
    );
  });

  test('may have any time since 1970 to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: NOW }), (time) => {
        const input = { ...ORDER, time: new Date(time).toISOString() };
        expect(eventDraft(input, NOW).time).toBe(time);
      }),
    );
  });

  test('may have a type as long as a type may be', () => {
    const type = 'x'.repeat(100);
    expect(eventDraft({ ...ORDER, type }, NOW).type).toBe(type);
  });

  test('may have the last day of February in a leap year', () => {
    const time = '2024-02-29T00:00:00Z';
    expect(eventDraft({ ...ORDER, time }, NOW).time).toBe(Date.UTC(2024, 1, 29));
  });

  test('leaves what the schema decides to the schema', () => {
    expect(eventDraft({ ...ORDER, data: {} }, NOW).data).toEqual({});
  });
});

describe('what is no event', () => {
  test.each([
    ['id', { id: SECRET }],
    ['id', { id: 7 }],
    ['id', { id: `${ID}0` }],
    ['time', { time: SECRET }],
    ['time', { time: 1_700_000_000_000 }],
    ['time', { time: '2026-04-30' }],
    ['time', { time: '2026-04-30T23:00:00' }],
    ['time', { time: '2026-04-30 23:00:00Z' }],
    ['time', { time: '2026-13-01T00:00:00Z' }],
    ['time', { time: '2026-02-29T00:00:00Z' }],
    ['time', { time: '2026-04-31T00:00:00Z' }],
    ['time', { time: '2026-04-00T00:00:00Z' }],
    ['time', { time: '2026-04-30T24:00:00Z' }],
    ['time', { time: '2026-04-30T23:00:60Z' }],
    ['time', { time: '1969-12-31T23:59:59Z' }],
    ['time', { time: new Date(NOW + MAX_TIME_AHEAD_MS + 1).toISOString() }],
    ['traceparent', { traceparent: SECRET }],
    ['traceparent', { traceparent: 7 }],
    ['traceparent', { traceparent: `01${TRACE.slice(2)}` }],
    ['traceparent', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
    ['traceparent', { traceparent: `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01` }],
    ['type', { type: undefined }],
    ['type', { type: '' }],
    ['type', { type: 'x'.repeat(101) }],
    ['data', { data: undefined }],
    ['data', { data: SECRET }],
    ['data', { data: [SECRET] }],
    ['data', { data: null }],
    ['aggregate', { aggregate: `${SECRET}\n` }],
    ['aggregate', { aggregate: `${SECRET}\u0085` }],
    ['aggregate', { aggregate: `${SECRET}\uFFFF` }],
    ['agregate', { agregate: SECRET }],
  ])('is told by its %s, and never by what stands there: %o', (member, changes) => {
    const error = refusal(changes);
    expect(error).toBeInstanceOf(EventInvalid);
    expect(error).toMatchObject({ facts: { member } });
    expect(JSON.stringify([String(error), error])).not.toContain(SECRET);
  });

  test.each([[undefined], [null], ['event'], [7], [[ORDER]]])(
    'is anything but an object: %o',
    (input) => {
      expect(() => eventDraft(input, NOW)).toThrow(EventInvalid);
    },
  );

  test('names a foreign member no longer than a name is', () => {
    expect(refusal({ ['x'.repeat(1_000)]: 1 })).toMatchObject({
      facts: { member: 'x'.repeat(64) },
    });
  });

  test('names no stream', () => {
    expect(refusal({ stream: 'Orders' })).toBeInstanceOf(StreamNameInvalid);
  });

  test('is about nothing', () => {
    expect(refusal({ aggregate: '' })).toBeInstanceOf(AggregateIdInvalid);
  });
});

describe('a list of events', () => {
  test('is all of its events in their order', () => {
    const second = { ...ORDER, aggregate: 'order-2' };
    expect(eventDrafts([ORDER, second], NOW)).toEqual([ORDER, second]);
  });

  test('is refused with the place, code and facts of its first bad event', () => {
    const bad = { ...ORDER, id: 'no' };
    const refused = () => eventDrafts([ORDER, bad, bad], NOW);
    expect(refused).toThrow(BatchRefused);
    expect(refused).toThrow(
      expect.objectContaining({
        index: 1,
        code: 'event.invalid',
        remedy: 'fix-request',
        facts: { member: 'id', rule: 'is not a UUID', index: 1 },
        reason: expect.any(EventInvalid),
      }),
    );
  });
});
