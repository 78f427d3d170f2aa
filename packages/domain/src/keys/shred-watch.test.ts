import { ManualClock } from '@tributary/kernel/testing';
import { expect, test } from 'vitest';
import { KeyVaultUnavailable } from './errors.ts';
import { ShredWatch } from './shred-watch.ts';
import { ACME, GLOBEX } from './testing/key-ring-rig.ts';
import { MemoryKeyVault } from './testing/memory-key-vault.ts';
import { ObservedKeyVault } from './testing/observed-key-vault.ts';

test('knows of no tombstone before it has read', async () => {
  const { watch, clock } = rig();
  expect(watch.isFresh(clock.now())).toBe(false);
  expect(watch.isDestroyed(ACME)).toBe(false);
  expect(watch.tombstoneOf(ACME, 1)).toBeUndefined();
});

test('covers all versions of a destroyed tenant', async () => {
  const { watch, vault } = rig();
  const tombstone = await vault.destroy(ACME, 0);
  await watch.read();
  expect(watch.isDestroyed(ACME)).toBe(true);
  expect(watch.tombstoneOf(ACME, 1)).toEqual(tombstone);
  expect(watch.tombstoneOf(ACME, 99)).toEqual(tombstone);
  expect(watch.isDestroyed(GLOBEX)).toBe(false);
});

test('covers the discarded versions of a tenant and no later one', async () => {
  const { watch, vault } = rig();
  await vault.create(ACME);
  await vault.rotate(ACME);
  await vault.discard(ACME, 0);
  await watch.read();
  expect(watch.isDestroyed(ACME)).toBe(false);
  expect(watch.tombstoneOf(ACME, 2)).toMatchObject({ kind: 'versions', through: 2 });
  expect(watch.tombstoneOf(ACME, 3)).toBeUndefined();
});

test('calls back once for each reading, with what was read known', async () => {
  const { watch, vault, known } = rig();
  await vault.destroy(ACME, 0);
  await Promise.all([watch.read(), watch.read()]);
  expect(known).toEqual([true]);
});

test('joins a reading that has begun, or waits for one that begins later', async () => {
  const { watch, vault } = rig();
  const goOn = Promise.withResolvers<void>();
  vault.meanwhile = () => goOn.promise;
  const begun = watch.read();
  await vault.destroy(ACME, 0);
  const joined = watch.read().then(() => watch.isDestroyed(ACME));
  const anew = watch.readAnew().then(() => watch.isDestroyed(ACME));
  goOn.resolve();
  await begun;
  expect(await joined).toBe(false);
  expect(await anew).toBe(true);
});

test('is as old as the beginning of its last reading', async () => {
  const { watch, vault, clock } = rig();
  const begunAt = clock.now();
  vault.meanwhile = async () => clock.advance(10_000);
  await watch.read();
  expect(watch.isFresh(begunAt + 30_000)).toBe(true);
  expect(watch.isFresh(begunAt + 30_001)).toBe(false);
});

test('is no fresher after a reading that failed, and reads again', async () => {
  const { watch, vault, clock } = rig();
  vault.meanwhile = async () => {
    throw new KeyVaultUnavailable('test');
  };
  await expect(watch.read()).rejects.toThrow(KeyVaultUnavailable);
  expect(watch.isFresh(clock.now())).toBe(false);
  vault.meanwhile = async () => {};
  await watch.read();
  expect(watch.isFresh(clock.now())).toBe(true);
});

function rig() {
  const clock = new ManualClock();
  const vault = new ObservedKeyVault(new MemoryKeyVault());
  const known: boolean[] = [];
  const watch: ShredWatch = new ShredWatch({
    vault,
    clock,
    onRead: () => known.push(watch.isDestroyed(ACME)),
  });
  return { clock, vault, watch, known };
}
