import { describe, expect, test } from 'vitest';
import { CANARY_TENANT, TenantIdInvalid, TenantIdReserved, tenantId } from '../tenancy/index.ts';
import { type LogRecord, POOL, streamName, topicName } from '../topics/index.ts';
import { HeadersInvalid, KeyInvalid, SealMissing, TenantMismatch } from './errors.ts';
import { identifyRecord } from './identify-record.ts';
import type { RecordSource } from './record-outcome.ts';
import { recorded, sourceFor, withHeader } from './testing/recorded.ts';
import { ACME, GLOBEX } from './testing/shop.ts';
import { ORDERS, RETURNS } from './testing/shop-catalogue.ts';

const OWN = { tenant: ACME };
const RECORD = recorded({ ...OWN, epoch: 5 });
const SOURCE = sourceFor(OWN);
/** Only its place and its content type say that it is of a pool: nothing of it is opened here. */
const POOLED = withHeader(
  recorded({ ...OWN, model: 'pool' }),
  'content-type',
  'application/vnd.tributary.envelope',
);
const POOL_SOURCE = sourceFor({ ...OWN, model: 'pool' });

function withKey(record: LogRecord, key: string | Uint8Array): LogRecord {
  return { ...record, key: Buffer.from(key) };
}

describe('a record that names one tenant', () => {
  test('is identified, with the epoch of its placement', () => {
    expect(identifyRecord(RECORD, SOURCE)).toMatchObject({
      kind: 'identified',
      tenant: ACME,
      headers: { tenant: ACME, epoch: 5, sealed: false },
      record: RECORD,
    });
  });

  test('is identified in a pool where it is sealed', () => {
    expect(identifyRecord(POOLED, POOL_SOURCE)).toMatchObject({ kind: 'identified', tenant: ACME });
  });

  test('may be about an aggregate whose id holds a colon', () => {
    const record = recorded({ ...OWN, aggregate: 'order:1' });
    expect(identifyRecord(record, SOURCE).kind).toBe('identified');
  });

  test("may be the canary's, in a pool and on its own topics", () => {
    const canary = { tenant: CANARY_TENANT };
    const pooled = withHeader(withKey(POOLED, 'canary:order-1'), 'ce_tenantid', 'canary');
    expect(identifyRecord(recorded(canary), sourceFor(canary)).kind).toBe('identified');
    expect(identifyRecord(pooled, POOL_SOURCE).kind).toBe('identified');
  });
});

describe('a record whose places differ', () => {
  const longer = tenantId('acme-labs');
  const ofGlobex = withKey(withHeader(RECORD, 'ce_tenantid', 'globex'), 'globex:order-1');
  const returned = { ...SOURCE, stream: RETURNS, topic: topicName(ACME, RETURNS) };

  test.each<[string, LogRecord, RecordSource]>([
    ['header and the rest', withHeader(RECORD, 'ce_tenantid', 'globex'), SOURCE],
    ['header and the rest, by a suffix', withHeader(RECORD, 'ce_tenantid', longer), SOURCE],
    [
      'header and the rest, where it is no tenant id',
      withHeader(RECORD, 'ce_tenantid', 'A'),
      SOURCE,
    ],
    ['key and the rest', withKey(RECORD, 'globex:order-1'), SOURCE],
    ['key and the rest, by a byte order mark', withKey(RECORD, '\uFEFFacme:order-1'), SOURCE],
    ['key and the rest, by a suffix', withKey(RECORD, 'acme-labs:order-1'), SOURCE],
    ['topic and the rest', ofGlobex, SOURCE],
    ['topic and where it was read', { ...RECORD, topic: topicName(GLOBEX, ORDERS) }, SOURCE],
    ['topic and where it was read, in one tenant', RECORD, { ...SOURCE, topic: returned.topic }],
    ['stream of header and topic', { ...RECORD, topic: returned.topic }, returned],
    ['header and key in a pool', withHeader(POOLED, 'ce_tenantid', 'globex'), POOL_SOURCE],
    ['key and header in a pool', withKey(POOLED, 'globex:order-1'), POOL_SOURCE],
  ])('is foreign: %s', (_, record, source) => {
    expect(identifyRecord(record, source)).toEqual({
      kind: 'foreign',
      error: expect.any(TenantMismatch),
    });
  });

  test('tells the operator what each place says, and a tenant nothing', () => {
    const record = withHeader(RECORD, 'ce_tenantid', 'globex');
    expect(identifyRecord(record, SOURCE)).toMatchObject({
      error: {
        claims: { topic: 'acme.orders', header: 'globex', stream: 'orders', key: 'acme' },
        facts: { partition: 0, offset: 7 },
      },
    });
    expect(identifyRecord(record, SOURCE)).not.toMatchObject({
      error: { message: expect.stringContaining('globex') },
    });
  });
});

describe('a record that will never be an event', () => {
  test.each<[string, LogRecord, new (...none: never[]) => Error]>([
    ['lacks a header', { ...RECORD, headers: RECORD.headers.slice(1) }, HeadersInvalid],
    ['has no colon in its key', withKey(RECORD, 'acme'), KeyInvalid],
    ['has a key that is not UTF-8', withKey(RECORD, Uint8Array.of(0xff)), KeyInvalid],
    [
      'has a key that only looks like its subject once it is repaired',
      withHeader(withKey(RECORD, Buffer.from('acme:\xff', 'latin1')), 'ce_subject', '\uFFFD'),
      KeyInvalid,
    ],
    ['has another aggregate in its key', withKey(RECORD, 'acme:order-2'), KeyInvalid],
  ])('is invalid and of the owner of the topic: it %s', (_, record, error) => {
    expect(identifyRecord(record, SOURCE)).toEqual({
      kind: 'invalid',
      error: expect.any(error),
      tenant: ACME,
    });
  });

  test('is of the tenant that header and key name, in a pool: plain where all must be sealed', () => {
    const record = recorded({ ...OWN, model: 'pool' });
    expect(identifyRecord(record, POOL_SOURCE)).toEqual({
      kind: 'invalid',
      error: expect.any(SealMissing),
      tenant: ACME,
    });
  });

  test.each<[string, LogRecord, new (...none: never[]) => Error]>([
    ['lacks a header', { ...POOLED, headers: POOLED.headers.slice(1) }, HeadersInvalid],
    [
      'names what is no tenant',
      withHeader(withKey(POOLED, 'A:order-1'), 'ce_tenantid', 'A'),
      TenantIdInvalid,
    ],
    [
      'names a reserved word',
      withHeader(withKey(POOLED, 'pool:order-1'), 'ce_tenantid', POOL),
      TenantIdReserved,
    ],
  ])('is of nobody in a pool where it %s', (_, record, error) => {
    expect(identifyRecord(record, POOL_SOURCE)).toEqual({
      kind: 'invalid',
      error: expect.any(error),
      tenant: undefined,
    });
  });
});

test('an error that nobody foresaw goes on under its own name', () => {
  const broken = {
    ...RECORD,
    get headers(): never {
      throw new RangeError('unforeseen');
    },
  };
  expect(() => identifyRecord(broken, { ...SOURCE, stream: streamName('orders') })).toThrow(
    RangeError,
  );
});
