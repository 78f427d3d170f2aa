import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EnvelopeInvalid,
  EnvelopeRefused,
  type KeyRing,
  KeysMissing,
  KeyVaultUnavailable,
} from '../keys/index.ts';
import { EventTypeUnknown, StreamUnknown } from '../placement/index.ts';
import type { TenantId } from '../tenancy/index.ts';
import { AggregateIdInvalid, type LogRecord } from '../topics/index.ts';
import { BodyInvalid, EventSchemaMismatch, TenantMismatch } from './errors.ts';
import { PROBE_TYPE } from './event.ts';
import { identifyRecord } from './identify-record.ts';
import { openReadyRecord, openRecord, prefetchKeys, readRecord } from './open-record.ts';
import type { IdentifiedRecord, RecordOutcome } from './record-outcome.ts';
import {
  EVENT_ID,
  type Recorded,
  recorded,
  sourceFor,
  TIME,
  withHeader,
} from './testing/recorded.ts';
import { ACME, GLOBEX, Shop } from './testing/shop.ts';

const PLAIN = { tenant: ACME };
const SEALED = { tenant: ACME, model: 'pool', encryption: 'envelope' } as const;

const unavailable = (): Promise<never> => Promise.reject(new KeyVaultUnavailable('a branch key'));
const UNAVAILABLE = { open: unavailable, openReady: () => undefined, prefetch: unavailable };

async function written(shop: Shop, event: Recorded): Promise<LogRecord> {
  return event.encryption === 'envelope'
    ? recorded(event, await shop.keyRing.sealerFor(event.tenant))
    : recorded(event);
}

async function read(shop: Shop, event: Recorded): Promise<RecordOutcome> {
  return await readRecord(await written(shop, event), sourceFor(event), shop.tools);
}

function withBody(record: LogRecord, body: unknown): LogRecord {
  return { ...record, value: Buffer.from(JSON.stringify(body)) };
}

/** A record that holds keys and says something else inside. */
async function sealedBody(shop: Shop, body: unknown): Promise<LogRecord> {
  const record = await written(shop, SEALED);
  const text = (name: string): string =>
    record.headers
      .filter(([other]) => other === name)
      .map(([, value]) => Buffer.from(value).toString())
      .join();
  const sealed = await shop.keyRing.seal(
    {
      tenant: ACME,
      stream: 'orders',
      eventId: text('ce_id'),
      type: text('ce_type'),
      dataSchema: text('ce_dataschema'),
      subject: text('ce_subject'),
      source: text('ce_source'),
      time: text('ce_time'),
    },
    Buffer.from(JSON.stringify(body)),
  );
  return { ...record, value: sealed };
}

function identified(record: LogRecord, event: Recorded): IdentifiedRecord {
  const identification = identifyRecord(record, sourceFor(event));
  if (identification.kind !== 'identified') {
    throw new Error(`the record is ${identification.kind}`);
  }
  return identification;
}

describe.each([
  ['plain', PLAIN],
  ['sealed', SEALED],
])('a record that is %s', (_, event) => {
  test('comes back as the event that was written', async () => {
    const outcome = await read(await Shop.open(), { ...event, epoch: 9, aggregate: 'me@home' });
    expect(outcome).toEqual({
      kind: 'event',
      epoch: 9,
      event: {
        id: EVENT_ID,
        tenant: ACME,
        stream: 'orders',
        type: 'OrderPlaced',
        schemaVersion: 1,
        aggregate: 'me@home',
        time: Date.parse(TIME),
        data: { total: 1 },
        traceparent: undefined,
        position: { topic: sourceFor(event).topic, partition: 0, offset: 7 },
      },
    });
  });

  test('comes back whatever its aggregate and data say', async () => {
    const shop = await Shop.open();
    const aggregates = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((text) => !/\p{Cc}/u.test(text));
    await fc.assert(
      fc.asyncProperty(aggregates, fc.jsonValue(), async (aggregate, value) => {
        const data = JSON.parse(JSON.stringify({ total: 1, value }));
        expect(await read(shop, { ...event, aggregate, data })).toMatchObject({
          kind: 'event',
          event: { aggregate, data },
        });
      }),
    );
  });

  test('comes back where its aggregate begins with a byte order mark', async () => {
    const outcome = await read(await Shop.open(), { ...event, aggregate: '\uFEFForder-1' });
    expect(outcome).toMatchObject({ kind: 'event', event: { aggregate: '\uFEFForder-1' } });
  });

  test('says under which version of its schema it was published', async () => {
    const outcome = await read(await Shop.open(), { ...event, version: 7 });
    expect(outcome).toMatchObject({ event: { schemaVersion: 7 } });
  });

  test('is answered by the SDK where it is a readiness probe', async () => {
    const data = { nonce: 'nonce-1' };
    const outcome = await read(await Shop.open(), { ...event, type: PROBE_TYPE, data, epoch: 2 });
    expect(outcome).toEqual({
      kind: 'probe',
      epoch: 2,
      probe: {
        tenant: ACME,
        stream: 'orders',
        nonce: 'nonce-1',
        position: { topic: sourceFor(event).topic, partition: 0, offset: 7 },
      },
    });
  });

  test('is invalid where its type is unknown', async () => {
    expect(await read(await Shop.open(), { ...event, type: 'OrderLost' })).toEqual({
      kind: 'invalid',
      tenant: ACME,
      error: expect.any(EventTypeUnknown),
    });
  });

  test('is invalid where its stream is unknown', async () => {
    const shop = await Shop.open();
    const tools = { ...shop.tools, catalogue: { streams: new Map() } };
    const record = await written(shop, event);
    expect(await readRecord(record, sourceFor(event), tools)).toMatchObject({
      kind: 'invalid',
      error: expect.any(StreamUnknown),
    });
  });

  test('is invalid where its data does not fit its schema, and says where', async () => {
    expect(await read(await Shop.open(), { ...event, data: { total: 'SECRET' } })).toEqual({
      kind: 'invalid',
      tenant: ACME,
      error: expect.objectContaining({
        name: EventSchemaMismatch.name,
        facts: {
          stream: 'orders',
          type: 'OrderPlaced',
          version: 1,
          issues: ['/total: is not a number'],
        },
      }),
    });
  });

  test('is invalid where it is a probe without a nonce', async () => {
    const outcome = await read(await Shop.open(), {
      ...event,
      type: PROBE_TYPE,
      data: { nonce: 7 },
    });
    expect(outcome).toMatchObject({ kind: 'invalid', error: expect.any(BodyInvalid) });
  });
});

describe('a plain record', () => {
  test.each<[string, unknown, unknown]>([
    ['is no object', 'SECRET', BodyInvalid],
    ['is about nothing', { tenantid: 'acme', data: { total: 1 } }, AggregateIdInvalid],
    [
      'is about another aggregate than its header',
      { tenantid: 'acme', aggregate: 'order-2', data: { total: 1 } },
      BodyInvalid,
    ],
    ['has no data', { tenantid: 'acme', aggregate: 'order-1' }, EventSchemaMismatch],
  ])('is invalid where its body %s', async (_, body, error) => {
    const shop = await Shop.open();
    const outcome = await readRecord(withBody(recorded(PLAIN), body), sourceFor(PLAIN), shop.tools);
    expect(outcome).toEqual({ kind: 'invalid', tenant: ACME, error: expect.any(error) });
  });

  test('is a probe only with data', async () => {
    const shop = await Shop.open();
    const probe = recorded({ ...PLAIN, type: PROBE_TYPE });
    const record = withBody(probe, { tenantid: 'acme', aggregate: 'order-1' });
    const outcome = await readRecord(record, sourceFor(PLAIN), shop.tools);
    expect(outcome).toMatchObject({ kind: 'invalid', error: expect.any(BodyInvalid) });
  });

  test('is foreign where its body names another tenant', async () => {
    const shop = await Shop.open();
    const body = { tenantid: 'globex', aggregate: 'order-1', data: { total: 1 } };
    const outcome = await readRecord(withBody(recorded(PLAIN), body), sourceFor(PLAIN), shop.tools);
    expect(outcome).toEqual({
      kind: 'foreign',
      error: expect.objectContaining({
        name: TenantMismatch.name,
        claims: {
          topic: 'acme.orders',
          header: 'acme',
          stream: 'orders',
          key: 'acme',
          body: 'globex',
        },
      }),
    });
  });

  test('is invalid where its header says that it is sealed', async () => {
    const shop = await Shop.open();
    const type = 'application/vnd.tributary.envelope';
    const record = withHeader(recorded(PLAIN), 'content-type', type);
    expect(await readRecord(record, sourceFor(PLAIN), shop.tools)).toMatchObject({
      kind: 'invalid',
      error: expect.any(EnvelopeInvalid),
    });
  });
});

describe('a sealed record', () => {
  test.each([
    ['ce_id', '0190f4b2-1111-7abc-8def-000000000000'],
    ['ce_time', '2026-01-31T12:00:00.001Z'],
  ])('is refused under another %s', async (name, text) => {
    const shop = await Shop.open();
    const record = withHeader(await written(shop, SEALED), name, text);
    expect(await readRecord(record, sourceFor(SEALED), shop.tools)).toEqual({
      kind: 'invalid',
      tenant: ACME,
      error: expect.any(EnvelopeRefused),
    });
  });

  test('is refused under another type', async () => {
    const shop = await Shop.open();
    const other = withHeader(await written(shop, SEALED), 'ce_type', 'OrderCancelled');
    const record = withHeader(other, 'ce_dataschema', 'urn:tributary:orders:OrderCancelled:1');
    expect(await readRecord(record, sourceFor(SEALED), shop.tools)).toMatchObject({
      error: expect.any(EnvelopeRefused),
    });
  });

  test('is refused under another subject', async () => {
    const shop = await Shop.open();
    const record = withHeader(await written(shop, SEALED), 'ce_subject', 'other');
    const moved = { ...record, key: Buffer.from('acme:other') };
    expect(await readRecord(moved, sourceFor(SEALED), shop.tools)).toMatchObject({
      error: expect.any(EnvelopeRefused),
    });
  });

  test('is refused under another tenant, even where key and header agree', async () => {
    const shop = await Shop.open();
    const record = await written(shop, SEALED);
    const stolen = {
      ...withHeader(record, 'ce_tenantid', GLOBEX),
      key: Buffer.from(Buffer.from(record.key).toString().replace(ACME, GLOBEX)),
    };
    expect(await readRecord(stolen, sourceFor(SEALED), shop.tools)).toEqual({
      kind: 'invalid',
      tenant: GLOBEX,
      error: expect.any(EnvelopeRefused),
    });
  });

  test('is foreign where a holder of the key named another tenant inside', async () => {
    const shop = await Shop.open();
    const body = { tenantid: 'globex', aggregate: 'order-1', data: { total: 1 } };
    const record = await sealedBody(shop, body);
    expect(await readRecord(record, sourceFor(SEALED), shop.tools)).toEqual({
      kind: 'foreign',
      error: expect.any(TenantMismatch),
    });
  });

  test('is invalid where what was sealed is no body', async () => {
    const shop = await Shop.open();
    const record = await sealedBody(shop, 'SECRET');
    expect(await readRecord(record, sourceFor(SEALED), shop.tools)).toEqual({
      kind: 'invalid',
      tenant: ACME,
      error: expect.any(BodyInvalid),
    });
  });

  test('is shredded once the keys of its tenant are destroyed', async () => {
    const shop = await Shop.open();
    const record = await written(shop, SEALED);
    await shop.vault.destroy(ACME, shop.clock.now());
    const keyRing = shop.otherKeyRing();
    expect(await readRecord(record, sourceFor(SEALED), { ...shop.tools, keyRing })).toEqual({
      kind: 'shredded',
      tenant: ACME,
      id: EVENT_ID,
    });
  });

  test('is no outcome at all without key and tombstone', async () => {
    const record = await written(await Shop.open(), SEALED);
    const empty = new Shop();
    const reading = readRecord(record, sourceFor(SEALED), empty.tools);
    await expect(reading).rejects.toThrow(KeysMissing);
  });

  test('is no outcome at all while the vault does not answer', async () => {
    const shop = await Shop.open();
    const record = await written(shop, SEALED);
    const tools = { ...shop.tools, keyRing: UNAVAILABLE };
    const reading = readRecord(record, sourceFor(SEALED), tools);
    await expect(reading).rejects.toThrow(KeyVaultUnavailable);
  });
});

test('what cannot be identified is not opened', async () => {
  const shop = await Shop.open();
  const stolen = withHeader(await written(shop, SEALED), 'ce_tenantid', GLOBEX);
  const tools = { ...shop.tools, keyRing: UNAVAILABLE };
  expect(await readRecord(stolen, sourceFor(SEALED), tools)).toMatchObject({ kind: 'foreign' });
});

describe('without waiting', () => {
  test('a plain record is read', async () => {
    const { tools } = new Shop();
    expect(openReadyRecord(identified(recorded(PLAIN), PLAIN), tools)?.kind).toBe('event');
  });

  test('a sealed record is read only when its keys are there', async () => {
    const shop = await Shop.open();
    const record = identified(await written(shop, SEALED), SEALED);
    const tools = { ...shop.tools, keyRing: shop.otherKeyRing() };
    expect(openReadyRecord(record, tools)).toBeUndefined();
    await prefetchKeys([record], tools);
    expect(openReadyRecord(record, tools)?.kind).toBe('event');
  });

  test('a sealed record is refused as it is with waiting', async () => {
    const shop = await Shop.open();
    const id = '0190f4b2-1111-7abc-8def-000000000000';
    const record = identified(withHeader(await written(shop, SEALED), 'ce_id', id), SEALED);
    await prefetchKeys([record], shop.tools);
    const ready = openReadyRecord(record, shop.tools);
    expect(ready).toMatchObject({ kind: 'invalid', error: expect.any(EnvelopeRefused) });
    expect(ready).toEqual(await openRecord(record, shop.tools));
  });
});

test('the keys of a batch are asked for together, and for sealed records only', async () => {
  const shop = await Shop.open();
  const event = { ...SEALED, tenant: GLOBEX };
  const batch = [
    identified(await written(shop, SEALED), SEALED),
    identified(recorded(PLAIN), PLAIN),
    identified(await written(shop, event), event),
  ];
  const asked: TenantId[] = [];
  const prefetch: KeyRing['prefetch'] = async (records) => {
    asked.push(...[...records].map(({ tenant }) => tenant));
  };
  await prefetchKeys(batch, { keyRing: { ...UNAVAILABLE, prefetch } });
  expect(asked).toEqual([ACME, GLOBEX]);
});
