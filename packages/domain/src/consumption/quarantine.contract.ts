import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { parseTopic } from '../topics/index.ts';
import type { Quarantine, QuarantinedRecord } from './quarantine.ts';

const ACME = tenantId('acme');
const ACME_LABS = tenantId('acme-labs');

const POISON: QuarantinedRecord = {
  tenant: ACME,
  consumer: 'tally',
  record: {
    topic: parseTopic('pool.orders').topic,
    partition: 3,
    offset: 41,
    timestamp: Date.UTC(2026, 4, 1),
    key: Buffer.from('acme:order-1'),
    value: Buffer.from([0, 1, 254, 255]),
    headers: [
      ['ce_id', Buffer.from('1')],
      ['ce_id', Buffer.from([200])],
    ],
  },
  reason: 'consumer.poisoned',
  at: Date.UTC(2026, 4, 2),
};
const ID = 'tally/pool.orders/3/41';

function at(offset: number, change: Partial<QuarantinedRecord> = {}): QuarantinedRecord {
  return { ...POISON, ...change, record: { ...POISON.record, offset } };
}

function bytesOf(found: QuarantinedRecord | undefined): unknown {
  return found === undefined
    ? undefined
    : {
        ...found,
        record: {
          ...found.record,
          key: [...found.record.key],
          value: [...found.record.value],
          headers: found.record.headers.map(([name, value]) => [name, [...value]]),
        },
      };
}

/** `make` gives an empty quarantine each time. */
export function quarantineContract(make: () => Promise<Quarantine>): void {
  describe('a record in quarantine', () => {
    test('is found as it came', async () => {
      const quarantine = await make();
      await quarantine.put(POISON);
      expect(bytesOf(await quarantine.find(ACME, ID))).toEqual(bytesOf(POISON));
    });

    test('is listed under its name', async () => {
      const quarantine = await make();
      await quarantine.put(POISON);
      expect(await quarantine.list(ACME)).toEqual([
        { id: ID, consumer: 'tally', reason: POISON.reason, at: POISON.at },
      ]);
    });

    test('twice is there once', async () => {
      const quarantine = await make();
      await quarantine.put(POISON);
      await quarantine.put(POISON);
      expect(await quarantine.list(ACME)).toHaveLength(1);
    });

    test('is not seen by another tenant', async () => {
      const quarantine = await make();
      await quarantine.put(POISON);
      expect(await quarantine.find(ACME_LABS, ID)).toBeUndefined();
      expect(await quarantine.list(ACME_LABS)).toEqual([]);
      await quarantine.remove(ACME_LABS, ID);
      expect(await quarantine.list(ACME)).toHaveLength(1);
    });

    test('is gone once it is removed', async () => {
      const quarantine = await make();
      await quarantine.put(POISON);
      await quarantine.remove(ACME, ID);
      await quarantine.remove(ACME, ID);
      expect(await quarantine.find(ACME, ID)).toBeUndefined();
      expect(await quarantine.list(ACME)).toEqual([]);
    });

    test('may have no key, no value and no headers', async () => {
      const quarantine = await make();
      const bare = {
        ...POISON,
        record: {
          ...POISON.record,
          key: new Uint8Array(0),
          value: new Uint8Array(0),
          headers: [],
        },
      };
      await quarantine.put(bare);
      expect(bytesOf(await quarantine.find(ACME, ID))).toEqual(bytesOf(bare));
    });
  });

  test('the list is in order of arrival', async () => {
    const quarantine = await make();
    await quarantine.put(at(9, { at: 1 }));
    await quarantine.put(at(7, { at: 2 }));
    await quarantine.put(at(10, { at: 3 }));
    const ids = (await quarantine.list(ACME)).map(({ id }) => id);
    expect(ids).toEqual([9, 7, 10].map((offset) => `tally/pool.orders/3/${offset}`));
  });

  describe('an aggregate', () => {
    test('is blocked while a record of it is in quarantine', async () => {
      const quarantine = await make();
      const asked = ['acme:order-1', 'acme:order-2', 'acme:order-'];
      expect(await quarantine.blocked(ACME, 'tally', asked)).toEqual(new Set());
      await quarantine.put(POISON);
      await quarantine.put(at(42));
      expect(await quarantine.blocked(ACME, 'tally', asked)).toEqual(new Set(['acme:order-1']));
      await quarantine.remove(ACME, ID);
      expect(await quarantine.blocked(ACME, 'tally', asked)).toEqual(new Set(['acme:order-1']));
      await quarantine.remove(ACME, 'tally/pool.orders/3/42');
      expect(await quarantine.blocked(ACME, 'tally', asked)).toEqual(new Set());
    });

    test('is blocked for the consumer and the tenant whose record it is', async () => {
      const quarantine = await make();
      await quarantine.put(POISON);
      expect(await quarantine.blocked(ACME, 'tally-2', ['acme:order-1'])).toEqual(new Set());
      expect(await quarantine.blocked(ACME_LABS, 'tally', ['acme:order-1'])).toEqual(new Set());
    });

    test('is not asked for in vain', async () => {
      const quarantine = await make();
      await quarantine.put(POISON);
      expect(await quarantine.blocked(ACME, 'tally', [])).toEqual(new Set());
    });
  });

  test('removing a tenant takes its records and says how many', async () => {
    const quarantine = await make();
    await quarantine.put(POISON);
    await quarantine.put(at(42));
    await quarantine.put(at(41, { tenant: ACME_LABS, consumer: 'other' }));
    expect(await quarantine.removeTenant(ACME)).toBe(2);
    expect(await quarantine.removeTenant(ACME)).toBe(0);
    expect(await quarantine.list(ACME)).toEqual([]);
    expect(await quarantine.list(ACME_LABS)).toHaveLength(1);
  });
}
