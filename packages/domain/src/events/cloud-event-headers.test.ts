import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { type RecordHeaders, streamName } from '../topics/index.ts';
import {
  type HeaderSlots,
  type HeaderTemplate,
  headerEncoder,
  REQUIRED_HEADERS,
} from './cloud-event-headers.ts';
import { decodeHeaders } from './decode-headers.ts';
import { HeadersInvalid } from './errors.ts';
import { eventId, traceParent } from './event-id.ts';

const TRACE = traceParent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
const TEMPLATE: HeaderTemplate = {
  tenant: tenantId('acme'),
  stream: streamName('orders'),
  type: 'OrderPlaced',
  schemaVersion: 2,
  epoch: 3,
  sealed: false,
};
const SLOTS: HeaderSlots = {
  id: eventId('0190f4b2-1111-7abc-8def-0123456789ab'),
  time: '2026-01-31T12:00:00.000Z',
  subject: 'order-1',
  traceparent: TRACE,
};
const HEADERS = headerEncoder(TEMPLATE)(SLOTS);

function textsOf(headers: RecordHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(headers.map(([name, value]) => [name, Buffer.from(value).toString()]));
}

function withHeader(name: string, text: string | Uint8Array): RecordHeaders {
  return HEADERS.map((header) => (header[0] === name ? [name, Buffer.from(text)] : header));
}

function refusedHeader(headers: RecordHeaders): unknown {
  try {
    return decodeHeaders(headers);
  } catch (error) {
    return error instanceof HeadersInvalid ? error.facts['header'] : error;
  }
}

test('are those of CloudEvents in binary mode for Kafka', () => {
  expect(textsOf(HEADERS)).toEqual({
    ce_specversion: '1.0',
    ce_id: '0190f4b2-1111-7abc-8def-0123456789ab',
    ce_source: '/tributary/orders',
    ce_type: 'OrderPlaced',
    ce_time: '2026-01-31T12:00:00.000Z',
    ce_subject: 'order-1',
    ce_tenantid: 'acme',
    ce_epoch: '3',
    ce_dataschema: 'urn:tributary:orders:OrderPlaced:2',
    'content-type': 'application/json',
    traceparent: TRACE,
  });
});

test('say when the body is sealed', () => {
  const headers = headerEncoder({ ...TEMPLATE, sealed: true })(SLOTS);
  expect(textsOf(headers)['content-type']).toBe('application/vnd.tributary.envelope');
});

test('leave the trace out where there is none', () => {
  const headers = headerEncoder(TEMPLATE)({ ...SLOTS, traceparent: undefined });
  expect(textsOf(headers)).not.toHaveProperty('traceparent');
  expect(decodeHeaders(headers).traceparent).toBeUndefined();
});

test('come back as they were written, in any order and among others', () => {
  const shuffledHeaders = fc
    .record({
      tenant: fc
        .stringMatching(/^[a-z][a-z0-9-]{2,20}[a-z0-9]$/)
        .map((text) => tenantId(`t${text}`)),
      stream: fc.stringMatching(/^[a-z][a-z0-9-]{1,39}$/).map(streamName),
      type: fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,79}$/),
      schemaVersion: fc.integer({ min: 1, max: 999_999_999 }),
      epoch: fc.integer({ min: 1, max: 999_999_999 }),
      sealed: fc.boolean(),
      id: fc.uuid().map(eventId),
      time: fc
        .integer({ min: 0, max: 253_402_300_799_999 })
        .map((ms) => new Date(ms).toISOString()),
      subject: fc.string({ unit: 'binary', minLength: 1 }),
      traceparent: fc.constantFrom(TRACE, undefined),
    })
    .chain((written) =>
      fc
        .shuffledSubarray(
          [...headerEncoder(written)(written), ['x-other', Buffer.from([0xff])] as const],
          { minLength: written.traceparent === undefined ? 11 : 12 },
        )
        .map((headers) => ({ written, headers })),
    );
  fc.assert(
    fc.property(shuffledHeaders, ({ written, headers }) => {
      const { stream, type, schemaVersion, time } = written;
      expect(decodeHeaders(headers)).toEqual({
        ...written,
        at: Date.parse(time),
        source: `/tributary/${stream}`,
        dataSchema: `urn:tributary:${stream}:${type}:${schemaVersion}`,
      });
    }),
  );
});

test('keep a byte order mark that is part of a subject', () => {
  const subject = '\uFEFForder-1';
  expect(decodeHeaders(headerEncoder(TEMPLATE)({ ...SLOTS, subject })).subject).toBe(subject);
});

test('are told apart by type, however many types there are', () => {
  const types = Array.from({ length: 2_500 }, (_, index) => `Type${index}`);
  const read = types.map((type) => decodeHeaders(headerEncoder({ ...TEMPLATE, type })(SLOTS)).type);
  expect(read).toEqual(types);
});

describe('are refused', () => {
  test.each(REQUIRED_HEADERS)('without %s', (name) => {
    expect(refusedHeader(HEADERS.filter(([other]) => other !== name))).toBe(name);
  });

  test.each([...REQUIRED_HEADERS, 'traceparent'])('with %s twice', (name) => {
    const twice = HEADERS.filter(([other]) => other === name);
    expect(refusedHeader([...HEADERS, ...twice])).toBe(name);
  });

  test.each(REQUIRED_HEADERS)('where %s is not UTF-8', (name) => {
    const headers = withHeader(name, Uint8Array.of(0xc3, 0x28));
    expect(() => decodeHeaders(headers)).toThrow(
      expect.objectContaining({ facts: { header: name, rule: 'is not UTF-8' } }),
    );
  });

  test.each([
    ['ce_specversion', '0.3'],
    ['ce_id', '0190F4B2-1111-7ABC-8DEF-0123456789AB'],
    ['ce_id', 'order-1'],
    ['ce_source', '/tributary/returns'],
    ['ce_type', 'OrderCancelled'],
    ['ce_time', '2026-01-31T12:00:00Z'],
    ['ce_time', '2026-13-31T12:00:00.000Z'],
    ['ce_epoch', '0'],
    ['ce_epoch', '-1'],
    ['ce_epoch', '1.5'],
    ['ce_epoch', '01'],
    ['ce_epoch', '1000000000'],
    ['ce_dataschema', 'urn:tributary:orders:OrderPlaced'],
    ['ce_dataschema', 'urn:tributary:orders:OrderPlaced:'],
    ['ce_dataschema', 'urn:tributary:orders:OrderPlaced:x'],
    ['ce_dataschema', 'urn:tributary:orders:OrderPlaced:1:2'],
    ['ce_dataschema', 'urn:tributary:orders::1'],
    ['ce_dataschema', 'urn:tributary:Orders:OrderPlaced:1'],
    ['ce_dataschema', 'urn:other:orders:OrderPlaced:1'],
    ['ce_dataschema', ''],
    ['content-type', 'text/plain'],
    ['content-type', 'application/json; charset=utf-8'],
  ])('where %s is %s', (name, text) => {
    expect(refusedHeader(withHeader(name, text))).toBe(name);
  });

  test('never, for a trace that is not well-formed', () => {
    expect(decodeHeaders(withHeader('traceparent', 'x')).traceparent).toBeUndefined();
  });
});
