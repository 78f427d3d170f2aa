import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@tributary/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { aggregateId } from '../topics/index.ts';
import {
  EnvelopeContextInvalid,
  EnvelopeInvalid,
  EnvelopeRefused,
  KeysMissing,
  SealerExpired,
} from './errors.ts';
import { KeyRing } from './key-ring.ts';
import { ACME, contextOf, GLOBEX, keyRingRig, PAYLOAD } from './testing/key-ring-rig.ts';

const opened = { kind: 'opened', plaintext: PAYLOAD };
const UNKNOWN = tenantId('unknown');
const order = aggregateId('order-1');

describe('sealing and opening', () => {
  test('opens what was sealed, in another process too', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
    expect(await new KeyRing({ vault, clock }).open(contextOf(ACME), sealed)).toEqual(opened);
  });

  test('opens bytes that are no Buffer', async () => {
    const { ring } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    const around = new Uint8Array([0, 0, 0, ...sealed, 0]);
    const bytes = around.subarray(3, 3 + sealed.length);
    expect(await ring.open(contextOf(ACME), bytes)).toEqual(opened);
  });

  test('opens any record of any tenant, version and publisher, in any order', async () => {
    const { ring, vault, clock } = await keyRingRig({ maxDataKeys: 4 });
    const publishers = [ring, ring, ring].map(() => new KeyRing({ vault, clock }));
    const records: { tenant: typeof ACME; sealed: Buffer; eventId: string }[] = [];
    for (const [number, publisher] of publishers.entries()) {
      for (const tenant of [ACME, GLOBEX]) {
        const eventId = `event-${number}`;
        const sealed = await publisher.seal(contextOf(tenant, eventId), PAYLOAD);
        records.push({ tenant, sealed, eventId });
      }
      await vault.rotate(ACME);
    }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...records)), async (some) => {
        for (const { tenant, sealed, eventId } of some) {
          expect(await ring.open(contextOf(tenant, eventId), sealed)).toEqual(opened);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('refuses the record of one tenant as that of another', async () => {
    const { ring } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await expect(ring.open(contextOf(GLOBEX), sealed)).rejects.toThrow(EnvelopeRefused);
  });

  test('refuses it with the other tenant also known by the same salt', async () => {
    const { ring } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    const forged = await ring.seal(contextOf(GLOBEX), PAYLOAD);
    sealed.copy(forged, 6, 6, 22);
    expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
    await expect(ring.open(contextOf(GLOBEX), forged)).rejects.toThrow(EnvelopeRefused);
    expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
  });

  test('opens two tenants whose publishers drew the same salt', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const publisher = new KeyRing({ vault, clock, random: (bytes) => bytes.fill(5) });
    for (const tenant of [ACME, GLOBEX, ACME]) {
      const sealed = await publisher.seal(contextOf(tenant), PAYLOAD);
      expect(await ring.open(contextOf(tenant), sealed)).toEqual(opened);
    }
  });

  test('refuses the record of one event as another', async () => {
    const { ring } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME, 'event-1'), PAYLOAD);
    await expect(ring.open(contextOf(ACME, 'event-2'), sealed)).rejects.toThrow(EnvelopeRefused);
  });

  test('takes no bytes for an envelope that are none', async () => {
    const { ring, vault } = await keyRingRig();
    await expect(ring.open(contextOf(ACME), PAYLOAD)).rejects.toThrow(EnvelopeInvalid);
    expect(vault.reads).toEqual([]);
  });

  test('seals for no tenant without keys', async () => {
    const { ring } = await keyRingRig();
    await expect(ring.seal(contextOf(UNKNOWN), PAYLOAD)).rejects.toThrow(KeysMissing);
    await expect(ring.route(UNKNOWN, order)).rejects.toThrow(KeysMissing);
  });

  test('knows a record whose key is neither there nor destroyed as missing', async () => {
    const { ring } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await expect(ring.open(contextOf(UNKNOWN), sealed)).rejects.toThrow(KeysMissing);
    sealed.writeUInt32BE(2, 2);
    await expect(ring.open(contextOf(ACME), sealed)).rejects.toThrow(KeysMissing);
  });

  test('opens a record whose key came back', async () => {
    const { ring, vault } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    sealed.writeUInt32BE(2, 2);
    await expect(ring.open(contextOf(ACME), sealed)).rejects.toThrow(KeysMissing);
    await vault.rotate(ACME);
    await expect(ring.open(contextOf(ACME), sealed)).rejects.toThrow(EnvelopeRefused);
  });
});

describe('a sealer', () => {
  test('seals without waiting', async () => {
    const { ring } = await keyRingRig();
    const sealer = await ring.sealerFor(ACME);
    expect(sealer.tenant).toBe(ACME);
    expect(await ring.open(contextOf(ACME), sealer.seal(contextOf(ACME), PAYLOAD))).toEqual(opened);
  });

  test('seals for its own tenant alone', async () => {
    const { ring } = await keyRingRig();
    const sealer = await ring.sealerFor(ACME);
    expect(() => sealer.seal(contextOf(GLOBEX), PAYLOAD)).toThrow(EnvelopeContextInvalid);
  });

  test('is ready without waiting once it was asked for', async () => {
    const { ring } = await keyRingRig();
    expect(ring.readySealer(ACME)).toBeUndefined();
    const sealer = await ring.sealerFor(ACME);
    expect(ring.readySealer(ACME)).toBe(sealer);
    expect(ring.readySealer(GLOBEX)).toBeUndefined();
  });

  test('may be used for five seconds', async () => {
    const { ring, clock } = await keyRingRig();
    const sealer = await ring.sealerFor(ACME);
    clock.advance(5 * SECOND_MS);
    expect(sealer.seal(contextOf(ACME), PAYLOAD)).toBeInstanceOf(Buffer);
    clock.advance(1);
    expect(() => sealer.seal(contextOf(ACME), PAYLOAD)).toThrow(SealerExpired);
    expect(() => sealer.route(order)).toThrow(SealerExpired);
  });

  test('may be used for another five seconds when it is given out again', async () => {
    const { ring, clock } = await keyRingRig();
    const sealer = await ring.sealerFor(ACME);
    clock.advance(6 * SECOND_MS);
    await ring.sealerFor(ACME);
    expect(sealer.seal(contextOf(ACME), PAYLOAD)).toBeInstanceOf(Buffer);
  });

  test.each([
    ['its process was frozen', 2 * HOUR_MS],
    ['the clock was set back', -DAY_MS],
  ])('is refused after %s', async (_what, ms) => {
    const { ring, clock } = await keyRingRig();
    const sealer = await ring.sealerFor(ACME);
    clock.advance(ms);
    expect(() => sealer.seal(contextOf(ACME), PAYLOAD)).toThrow(SealerExpired);
  });

  test('outlives, by its lease, the hour of its key', async () => {
    const { ring, clock } = await keyRingRig();
    await ring.sealerFor(ACME);
    clock.advance(HOUR_MS - 1);
    const sealer = await ring.sealerFor(ACME);
    clock.advance(2);
    expect(await ring.sealerFor(ACME)).not.toBe(sealer);
    expect(sealer.seal(contextOf(ACME), PAYLOAD)).toBeInstanceOf(Buffer);
  });
});

describe('data keys', () => {
  test('never share an IV', async () => {
    const { ring } = await keyRingRig();
    const sealer = await ring.sealerFor(ACME);
    const ivs = Array.from({ length: 5_000 }, () =>
      sealer.seal(contextOf(ACME), PAYLOAD).toString('hex', 22, 34),
    );
    expect(new Set(ivs).size).toBe(5_000);
  });

  test('are renewed after as many records as are allowed', async () => {
    const { ring } = await keyRingRig({ recordsPerDataKey: 3 });
    const sealer = await ring.sealerFor(ACME);
    const salts = Array.from({ length: 7 }, () => saltOf(sealer.seal(contextOf(ACME), PAYLOAD)));
    expect(salts.map((salt) => salts.indexOf(salt))).toEqual([0, 0, 0, 3, 3, 3, 6]);
  });

  test.each([
    ['kept for ten minutes', 10 * MINUTE_MS, 1],
    ['renewed after ten minutes', 10 * MINUTE_MS + 1, 2],
    ['renewed after the clock was set back', -1, 2],
  ])('are %s', async (_what, ms, keys) => {
    const { ring, clock } = await keyRingRig();
    const first = saltOf(await ring.seal(contextOf(ACME), PAYLOAD));
    clock.advance(ms);
    const second = saltOf(await ring.seal(contextOf(ACME), PAYLOAD));
    expect(new Set([first, second]).size).toBe(keys);
  });

  test('differ between tenants and between processes', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const salts = [
      saltOf(await ring.seal(contextOf(ACME), PAYLOAD)),
      saltOf(await ring.seal(contextOf(GLOBEX), PAYLOAD)),
      saltOf(await new KeyRing({ vault, clock }).seal(contextOf(ACME), PAYLOAD)),
    ];
    expect(new Set(salts).size).toBe(3);
  });

  test('take their randomness from where they are told', async () => {
    const { vault, clock } = await keyRingRig();
    const ring = new KeyRing({ vault, clock, random: (bytes) => bytes.fill(5) });
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    expect(sealed.subarray(6, 34)).toEqual(Buffer.alloc(28, 5));
  });
});

describe('a process that reads the shred feed more often', () => {
  test('opens nothing once its last reading is older than that', async () => {
    const { vault, clock } = await keyRingRig();
    const ring = new KeyRing({ vault, clock, limits: { shredFeedMaxAgeMs: 250 } });
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    const tombstone = await vault.destroy(ACME, clock.now());
    clock.advance(250);
    expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
    clock.advance(1);
    expect(await ring.open(contextOf(ACME), sealed)).toEqual({ kind: 'shredded', tombstone });
  });
});

describe('an idle process', () => {
  test('lets go of destroyed keys when it is asked to refresh, before it uses them again', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    const tombstone = await vault.destroy(ACME, clock.now());
    expect(ring.openReady(contextOf(ACME), sealed)).toEqual(opened);
    await ring.refresh();
    expect(ring.openReady(contextOf(ACME), sealed)).toEqual({ kind: 'shredded', tombstone });
  });
});

describe('routing', () => {
  test('gives one route to an aggregate, in every process', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const route = await ring.route(ACME, order);
    expect(await ring.route(ACME, order)).toBe(route);
    expect(await new KeyRing({ vault, clock }).route(ACME, order)).toBe(route);
    expect((await ring.sealerFor(ACME)).route(order)).toBe(route);
  });

  test('outlives a rotation', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const route = await ring.route(ACME, order);
    await vault.rotate(ACME);
    clock.advance(2 * HOUR_MS);
    expect(await ring.route(ACME, order)).toBe(route);
  });

  test('gives no two tenants or aggregates the same route', async () => {
    const { ring } = await keyRingRig();
    const routes = [
      await ring.route(ACME, order),
      await ring.route(GLOBEX, order),
      await ring.route(ACME, aggregateId('order-2')),
    ];
    expect(new Set(routes).size).toBe(3);
  });
});

function saltOf(sealed: Buffer): string {
  return sealed.toString('hex', 6, 22);
}
