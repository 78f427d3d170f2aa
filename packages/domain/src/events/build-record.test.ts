import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENVELOPE_OVERHEAD_BYTES, EnvelopeContextInvalid, SealerExpired } from '../keys/index.ts';
import { type LogRecord, partitionOf, RecordTooLarge } from '../topics/index.ts';
import { recordBytes } from './build-record.ts';
import { recorded } from './testing/recorded.ts';
import { ACME, GLOBEX, Shop } from './testing/shop.ts';

const LARGE = 1_000_000;

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function headerOf(record: LogRecord, name: string): string | undefined {
  return record.headers.filter(([other]) => other === name).map(([, value]) => textOf(value))[0];
}

describe('a plain record', () => {
  const record = recorded({ tenant: ACME, epoch: 4 });

  test('names tenant and aggregate in its key', () => {
    expect(textOf(record.key)).toBe('acme:order-1');
  });

  test('has the body as its value', () => {
    expect(textOf(record.value)).toBe(
      '{"tenantid":"acme","aggregate":"order-1","data":{"total":1}}',
    );
  });

  test('bears the aggregate and the epoch of the placement in its headers', () => {
    expect(headerOf(record, 'ce_subject')).toBe('order-1');
    expect(headerOf(record, 'ce_epoch')).toBe('4');
  });
});

describe('a sealed record', () => {
  test('shows the aggregate nowhere', async () => {
    const { keyRing } = await Shop.open();
    const sealer = await keyRing.sealerFor(ACME);
    const record = recorded({ tenant: ACME, encryption: 'envelope', aggregate: 'me@home' }, sealer);
    const shown = [record.key, record.value, ...record.headers.map(([, value]) => value)];
    expect(shown.map((bytes) => Buffer.from(bytes).includes('me@home'))).not.toContain(true);
  });

  test('has the route of its aggregate as key and subject, so that order holds', async () => {
    const { keyRing } = await Shop.open();
    const sealer = await keyRing.sealerFor(ACME);
    const event = { tenant: ACME, encryption: 'envelope', aggregate: 'me@home' } as const;
    const [first, second] = [recorded(event, sealer), recorded(event, sealer)];
    const subject = headerOf(first, 'ce_subject');
    expect(textOf(first.key)).toBe(`acme:${subject}`);
    expect(second.key).toEqual(first.key);
    expect(partitionOf(second.key, 100)).toBe(partitionOf(first.key, 100));
  });

  test('is never made without a sealer', () => {
    expect(() => recorded({ tenant: ACME, encryption: 'envelope' })).toThrow(SealerExpired);
  });

  test("is never made with another tenant's sealer", async () => {
    const { keyRing } = await Shop.open();
    const sealer = await keyRing.sealerFor(GLOBEX);
    const make = () => recorded({ tenant: ACME, encryption: 'envelope' }, sealer);
    expect(make).toThrow(EnvelopeContextInvalid);
  });
});

describe('the size of a record', () => {
  test('is that of key, value and headers', () => {
    expect(
      recordBytes({
        key: Buffer.alloc(3),
        value: Buffer.alloc(50),
        headers: [
          ['four', Buffer.alloc(6)],
          ['x', Buffer.alloc(0)],
        ],
      }),
    ).toBe(3 + 50 + 4 + 6 + 1);
  });

  test.each(['none', 'envelope'] as const)(
    'may be at the limit and not above it: %s',
    async (encryption) => {
      const { keyRing } = await Shop.open();
      const sealer = await keyRing.sealerFor(ACME);
      const event = { tenant: ACME, encryption };
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), (note) => {
          const data = { total: 1, note };
          const bytes = recordBytes(recorded({ ...event, data, maxEventBytes: LARGE }, sealer));
          const made = recorded({ ...event, data, maxEventBytes: bytes }, sealer);
          expect(recordBytes(made)).toBe(bytes);
          expect(() => recorded({ ...event, data, maxEventBytes: bytes - 1 }, sealer)).toThrow(
            RecordTooLarge,
          );
        }),
      );
    },
  );

  test('grows by the seal alone', async () => {
    const { keyRing } = await Shop.open();
    const sealer = await keyRing.sealerFor(ACME);
    const plain = recorded({ tenant: ACME });
    const sealed = recorded({ tenant: ACME, encryption: 'envelope' }, sealer);
    expect(sealed.value.length - plain.value.length).toBe(ENVELOPE_OVERHEAD_BYTES);
  });
});
