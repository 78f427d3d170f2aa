import { HOUR_MS } from '@tributary/kernel';
import { expect, test } from 'vitest';
import type { DataKey } from './data-key.ts';
import { OpeningKeys } from './opening-keys.ts';
import { RecentMap } from './recent-map.ts';
import { ShredWatch } from './shred-watch.ts';
import { ACME, contextOf, GLOBEX, keyRingRig, PAYLOAD } from './testing/key-ring-rig.ts';

test('derives one data key for one salt', async () => {
  const { keys, dataKeys, clock, sealedBy } = await rig();
  const [one, other] = [await sealedBy(ACME), await sealedBy(ACME)];
  await keys.fetch(ACME, 1);
  const key = keys.ready(ACME, 1, clock.now());
  const first = key?.dataKeyFor(one);
  expect(key?.dataKeyFor(other)).not.toBe(first);
  expect(key?.dataKeyFor(one)).toBe(first);
  expect(dataKeys.size).toBe(2);
});

test.each(Array.from({ length: 16 }, (_, byte) => byte))(
  'derives another data key for a salt with another byte %i',
  async (byte) => {
    const { keys, clock, sealedBy } = await rig();
    const one = await sealedBy(ACME);
    const other = Buffer.from(one);
    other.writeUInt8(one.readUInt8(6 + byte) ^ 1, 6 + byte);
    await keys.fetch(ACME, 1);
    const key = keys.ready(ACME, 1, clock.now());
    expect(key?.dataKeyFor(one)).not.toBe(key?.dataKeyFor(other));
  },
);

test('lets go of a key after its hour, with its data keys, and keeps a younger one', async () => {
  const { keys, dataKeys, clock, sealedBy } = await rig();
  const [old, young] = [await sealedBy(ACME), await sealedBy(GLOBEX)];
  await keys.fetch(ACME, 1);
  keys.ready(ACME, 1, clock.now())?.dataKeyFor(old);
  clock.advance(HOUR_MS);
  await keys.fetch(GLOBEX, 1);
  keys.ready(GLOBEX, 1, clock.now())?.dataKeyFor(young);
  clock.advance(1);
  keys.sweep(clock.now());
  expect(keys.ready(GLOBEX, 1, clock.now())).toBeDefined();
  expect([keys.size, dataKeys.size]).toEqual([1, 1]);
});

test('lets go of a destroyed key at once, with its data keys', async () => {
  const { keys, dataKeys, shreds, vault, clock, sealedBy } = await rig();
  const sealed = await sealedBy(ACME);
  await keys.fetch(ACME, 1);
  keys.ready(ACME, 1, clock.now())?.dataKeyFor(sealed);
  await vault.destroy(ACME, clock.now());
  await shreds.read();
  keys.sweep(clock.now());
  expect([keys.size, dataKeys.size]).toEqual([0, 0]);
});

async function rig() {
  const { vault, clock, ring } = await keyRingRig({ recordsPerDataKey: 1 });
  const shreds = new ShredWatch({ vault, clock, onRead: () => {} });
  const dataKeys = new RecentMap<string, DataKey>(9);
  const keys = new OpeningKeys({ vault, shreds, clock, dataKeys });
  const sealedBy = (tenant: typeof ACME) => ring.seal(contextOf(tenant), PAYLOAD);
  return { vault, clock, shreds, dataKeys, keys, sealedBy };
}
