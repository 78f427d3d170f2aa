import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LogRecord, parseTopic } from '../topics/index.ts';
import { logRecords } from './decode-kafka-event.ts';
import { kafkaEvent, partitionKey } from './encode-kafka-event.ts';
import { KafkaEventInvalid } from './errors.ts';
import { anyRecord, anyRecords, SOURCE } from './testing/any-record.ts';

const record: LogRecord = {
  topic: parseTopic('acme.orders').topic,
  partition: 0,
  offset: 15,
  timestamp: 1545084650987,
  key: Buffer.from('acme:order-1'),
  value: Buffer.from('{}'),
  headers: [
    ['ce_id', Buffer.from('hea')],
    ['ce_id', Buffer.from([255])],
  ],
};

const wire = {
  topic: 'acme.orders',
  partition: 0,
  offset: 15,
  timestamp: 1545084650987,
  timestampType: 'CREATE_TIME',
  key: 'YWNtZTpvcmRlci0x',
  value: 'e30=',
  headers: [{ ce_id: [104, 101, 97] }, { ce_id: [255] }],
};

function delivery(change: Record<string, unknown>): unknown {
  return { eventSource: 'aws:kafka', records: { 'acme.orders-0': [{ ...wire, ...change }] } };
}

function plain(records: readonly LogRecord[]): unknown {
  return records.map(({ key, value, headers, ...rest }) => ({
    ...rest,
    key: [...key],
    value: [...value],
    headers: headers.map(([name, bytes]) => [name, [...bytes]]),
  }));
}

function grouped(records: readonly LogRecord[]): readonly LogRecord[] {
  return [...Map.groupBy(records, partitionKey).values()].flat();
}

describe('a Kafka event', () => {
  test('is the one that Lambda delivers', () => {
    expect(kafkaEvent([record], SOURCE)).toEqual({
      eventSource: 'aws:kafka',
      ...SOURCE,
      records: { 'acme.orders-0': [wire] },
    });
  });

  test('names its run where it has one', () => {
    const run = 'replay-0199f3a0-0000-7000-8000-000000000000' as const;
    expect(kafkaEvent([], { ...SOURCE, run: 'live' }).tributaryRun).toBe('live');
    expect(logRecords({ records: {}, tributaryRun: run }).run).toBe(run);
  });

  test('holds the records of each partition in the order given', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const event: unknown = JSON.parse(JSON.stringify(kafkaEvent(records, SOURCE)));
        expect(plain(logRecords(event).records)).toEqual(plain(grouped(records)));
      }),
    );
  });
});

describe('log records', () => {
  test('take signed header bytes for what they are', () => {
    const { records } = logRecords(delivery({ headers: [{ a: [-1, -128, 127] }] }));
    expect(plain(records)).toMatchObject([{ headers: [['a', [255, 128, 127]]] }]);
  });

  test.each([
    ['null', { key: null, value: null, headers: null }],
    ['absent', { key: undefined, value: undefined, headers: undefined }],
  ])('are empty where key, value and headers are %s', (_, change) => {
    expect(plain(logRecords(delivery(change)).records)).toEqual(
      plain([{ ...record, key: new Uint8Array(0), value: new Uint8Array(0), headers: [] }]),
    );
  });

  test('come from the control topic too', () => {
    const { records } = logRecords(delivery({ topic: 'platform.control' }));
    expect(records[0]?.topic).toBe('platform.control');
  });

  test('are of the live run where nothing is said', () => {
    expect(logRecords({ records: {} })).toEqual({ run: 'live', records: [] });
  });

  test.each([
    ['nothing', undefined],
    ['a text', 'event'],
    ['a list', []],
    ['an event without records', { eventSource: 'aws:sqs' }],
    ['records in a list', { records: [] }],
    ['a partition that is no list', { records: { 'acme.orders-0': {} } }],
    ['a record that is no object', { records: { 'acme.orders-0': [null] } }],
    ['no topic', delivery({ topic: undefined })],
    ['a topic that is not ours', delivery({ topic: 'orders' })],
    ['a partition that is no number', delivery({ partition: '0' })],
    ['a broken offset', delivery({ offset: 1.5 })],
    ['a negative offset', delivery({ offset: -1 })],
    ['no timestamp', delivery({ timestamp: undefined })],
    ['a key that is no text', delivery({ key: 7 })],
    ['a value that is no text', delivery({ value: {} })],
    ['headers that are no list', delivery({ headers: {} })],
    ['a header that is no object', delivery({ headers: [null] })],
    ['a header whose bytes are a text', delivery({ headers: [{ a: 'bytes' }] })],
    ['a header with a byte that is none', delivery({ headers: [{ a: [1, '2'] }] })],
    ['a run that is none', { records: {}, tributaryRun: 'later' }],
    ['a replay that is none', { records: {}, tributaryRun: 'replay-1' }],
    ['a run that is no text', { records: {}, tributaryRun: 7 }],
  ])('are refused for %s', (_, event) => {
    expect(() => logRecords(event)).toThrow(KafkaEventInvalid);
  });

  test('of any JSON are records or a typed refusal', () => {
    const outcome = (event: unknown): unknown => {
      try {
        return logRecords(event).records;
      } catch (cause) {
        return cause;
      }
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const known = outcome({ records: { 'acme.orders-0': [value] } });
        expect(Array.isArray(known) || known instanceof KafkaEventInvalid).toBe(true);
      }),
    );
  });

  test('keep the empty key of an encoded record', () => {
    fc.assert(
      fc.property(anyRecord, (any) => {
        const [decoded] = logRecords(
          kafkaEvent([{ ...any, key: new Uint8Array(0) }], SOURCE),
        ).records;
        expect(decoded?.key).toHaveLength(0);
      }),
    );
  });
});
