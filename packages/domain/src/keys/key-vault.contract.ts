import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { KeysMissing, KeysShredded } from './errors.ts';
import type { KeyVault } from './key-vault.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');
const AT = Date.UTC(2026, 4, 1);
const LATER = AT + 1;

/** `make` gives an empty vault each time. */
export function keyVaultContract(make: () => Promise<KeyVault>): void {
  describe('create', () => {
    test('makes version 1 of the branch key', async () => {
      const vault = await make();
      await vault.create(ACME);
      expect(await vault.status(ACME)).toEqual({ kind: 'present', versions: [1] });
      expect(await vault.branchKey(ACME, 'current')).toMatchObject({ tenant: ACME, version: 1 });
    });

    test('makes keys of 32 bytes', async () => {
      const vault = await make();
      await vault.create(ACME);
      expect((await vault.branchKey(ACME, 1)).material).toHaveLength(32);
      expect(await vault.routingKey(ACME)).toHaveLength(32);
    });

    test('twice keeps the first keys', async () => {
      const vault = await make();
      await vault.create(ACME);
      const branch = await vault.branchKey(ACME, 'current');
      const routing = await vault.routingKey(ACME);
      await vault.create(ACME);
      expect(await vault.branchKey(ACME, 'current')).toEqual(branch);
      expect(await vault.routingKey(ACME)).toEqual(routing);
    });

    test('gives no two tenants the same key', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.create(GLOBEX);
      const keys = [
        (await vault.branchKey(ACME, 1)).material,
        (await vault.branchKey(GLOBEX, 1)).material,
        await vault.routingKey(ACME),
        await vault.routingKey(GLOBEX),
      ];
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(4);
    });

    test('is refused after destruction', async () => {
      const vault = await make();
      await vault.destroy(ACME, AT);
      await expect(vault.create(ACME)).rejects.toThrow(KeysShredded);
      expect((await vault.status(ACME)).kind).toBe('destroyed');
    });
  });

  describe('reading', () => {
    test('gives each caller a copy of its own', async () => {
      const vault = await make();
      await vault.create(ACME);
      const branch = await vault.branchKey(ACME, 1);
      const routing = await vault.routingKey(ACME);
      const before = [Buffer.from(branch.material), Buffer.from(routing)];
      branch.material.fill(0);
      routing.fill(0);
      expect([(await vault.branchKey(ACME, 1)).material, await vault.routingKey(ACME)]).toEqual(
        before,
      );
    });

    test('knows a tenant without keys as missing', async () => {
      const vault = await make();
      await vault.create(GLOBEX);
      await expect(vault.branchKey(ACME, 'current')).rejects.toThrow(KeysMissing);
      await expect(vault.branchKey(ACME, 1)).rejects.toThrow(KeysMissing);
      await expect(vault.routingKey(ACME)).rejects.toThrow(KeysMissing);
      expect(await vault.status(ACME)).toEqual({ kind: 'absent' });
    });

    test('knows a version that was never made as missing', async () => {
      const vault = await make();
      await vault.create(ACME);
      await expect(vault.branchKey(ACME, 2)).rejects.toThrow(KeysMissing);
    });
  });

  describe('rotate', () => {
    test('makes the next version current and keeps the older ones', async () => {
      const vault = await make();
      await vault.create(ACME);
      const first = await vault.branchKey(ACME, 1);
      expect(await vault.rotate(ACME)).toBe(2);
      const second = await vault.branchKey(ACME, 'current');
      expect(second.version).toBe(2);
      expect(second.material).not.toEqual(first.material);
      expect(await vault.branchKey(ACME, 1)).toEqual(first);
      expect(await vault.status(ACME)).toEqual({ kind: 'present', versions: [1, 2] });
    });

    test('leaves the routing key as it is', async () => {
      const vault = await make();
      await vault.create(ACME);
      const routing = await vault.routingKey(ACME);
      await vault.rotate(ACME);
      expect(await vault.routingKey(ACME)).toEqual(routing);
    });

    test('never gives one number to two keys, at the same time neither', async () => {
      const vault = await make();
      await vault.create(ACME);
      const made = await Promise.all([vault.rotate(ACME), vault.rotate(ACME), vault.rotate(ACME)]);
      expect(made.toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
    });

    test('is refused without keys', async () => {
      const vault = await make();
      await expect(vault.rotate(ACME)).rejects.toThrow(KeysMissing);
    });

    test('is refused after destruction', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.destroy(ACME, AT);
      await expect(vault.rotate(ACME)).rejects.toThrow(KeysShredded);
    });
  });

  describe('destroy', () => {
    test('leaves a tombstone in place of every key', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.rotate(ACME);
      const tombstone = await vault.destroy(ACME, AT);
      expect(tombstone).toMatchObject({ kind: 'tenant', tenant: ACME, destroyedAt: AT });
      expect(await vault.status(ACME)).toEqual({ kind: 'destroyed', tombstone });
      await expect(vault.branchKey(ACME, 'current')).rejects.toThrow(KeysShredded);
      await expect(vault.branchKey(ACME, 1)).rejects.toThrow(KeysShredded);
      await expect(vault.branchKey(ACME, 2)).rejects.toThrow(KeysShredded);
      await expect(vault.routingKey(ACME)).rejects.toThrow(KeysShredded);
    });

    test('twice gives the first tombstone', async () => {
      const vault = await make();
      await vault.create(ACME);
      const tombstone = await vault.destroy(ACME, AT);
      expect(await vault.destroy(ACME, LATER)).toEqual(tombstone);
      expect(await vault.shredFeed(0)).toEqual([tombstone]);
    });

    test('leaves a tombstone for a tenant that has no keys', async () => {
      const vault = await make();
      const tombstone = await vault.destroy(ACME, AT);
      expect(await vault.status(ACME)).toEqual({ kind: 'destroyed', tombstone });
      await expect(vault.branchKey(ACME, 'current')).rejects.toThrow(KeysShredded);
    });

    test('leaves other tenants their keys', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.create(GLOBEX);
      const kept = await vault.branchKey(GLOBEX, 1);
      await vault.destroy(ACME, AT);
      expect(await vault.branchKey(GLOBEX, 1)).toEqual(kept);
    });
  });

  describe('discard', () => {
    test('leaves no keys, and lets new ones be made', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.discard(ACME, AT);
      expect(await vault.status(ACME)).toEqual({ kind: 'absent' });
      await expect(vault.branchKey(ACME, 'current')).rejects.toThrow(KeysMissing);
      await expect(vault.routingKey(ACME)).rejects.toThrow(KeysMissing);
      await expect(vault.rotate(ACME)).rejects.toThrow(KeysMissing);
    });

    test('never lets a version be made twice', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.rotate(ACME);
      await vault.discard(ACME, AT);
      await vault.create(ACME);
      expect(await vault.status(ACME)).toEqual({ kind: 'present', versions: [3] });
      expect((await vault.branchKey(ACME, 'current')).version).toBe(3);
    });

    test('makes a new routing key', async () => {
      const vault = await make();
      await vault.create(ACME);
      const routing = await vault.routingKey(ACME);
      await vault.discard(ACME, AT);
      await vault.create(ACME);
      expect(await vault.routingKey(ACME)).not.toEqual(routing);
    });

    test('is known as shredded for the versions that it deleted, before and after new ones', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.discard(ACME, AT);
      await expect(vault.branchKey(ACME, 1)).rejects.toThrow(KeysShredded);
      await vault.create(ACME);
      await expect(vault.branchKey(ACME, 1)).rejects.toThrow(KeysShredded);
      await expect(vault.branchKey(ACME, 3)).rejects.toThrow(KeysMissing);
      expect(await vault.shredFeed(0)).toEqual([
        {
          kind: 'versions',
          tenant: ACME,
          through: 1,
          destroyedAt: AT,
          sequence: expect.any(Number),
        },
      ]);
    });

    test('twice equals once', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.discard(ACME, AT);
      await vault.discard(ACME, LATER);
      expect(await vault.shredFeed(0)).toHaveLength(1);
    });

    test('again, after new keys, names them too', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.discard(ACME, AT);
      await vault.create(ACME);
      await vault.discard(ACME, LATER);
      const feed = await vault.shredFeed(0);
      expect(feed.at(-1)).toMatchObject({ kind: 'versions', through: 2, destroyedAt: LATER });
      await expect(vault.branchKey(ACME, 1)).rejects.toThrow(KeysShredded);
      await expect(vault.branchKey(ACME, 2)).rejects.toThrow(KeysShredded);
    });

    test('does nothing where there are no keys', async () => {
      const vault = await make();
      await vault.discard(ACME, AT);
      expect(await vault.status(ACME)).toEqual({ kind: 'absent' });
      expect(await vault.shredFeed(0)).toEqual([]);
    });

    test('does nothing after destruction', async () => {
      const vault = await make();
      const tombstone = await vault.destroy(ACME, AT);
      await vault.discard(ACME, LATER);
      expect(await vault.status(ACME)).toEqual({ kind: 'destroyed', tombstone });
      expect(await vault.shredFeed(0)).toEqual([tombstone]);
    });

    test('gives way to a later destruction', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.discard(ACME, AT);
      const tombstone = await vault.destroy(ACME, LATER);
      expect(await vault.status(ACME)).toEqual({ kind: 'destroyed', tombstone });
      await expect(vault.create(ACME)).rejects.toThrow(KeysShredded);
    });

    test('leaves other tenants their keys', async () => {
      const vault = await make();
      await vault.create(ACME);
      await vault.create(GLOBEX);
      const kept = await vault.branchKey(GLOBEX, 1);
      await vault.discard(ACME, AT);
      expect(await vault.branchKey(GLOBEX, 1)).toEqual(kept);
    });
  });

  describe('the shred feed', () => {
    test('is empty at first', async () => {
      const vault = await make();
      await vault.create(ACME);
      expect(await vault.shredFeed(0)).toEqual([]);
    });

    test('names what was destroyed, in order, from 1', async () => {
      const vault = await make();
      await vault.create(GLOBEX);
      const first = await vault.destroy(ACME, AT);
      const second = await vault.destroy(GLOBEX, AT);
      expect(first.sequence).toBeGreaterThanOrEqual(1);
      expect(second.sequence).toBeGreaterThan(first.sequence);
      expect(await vault.shredFeed(0)).toEqual([first, second]);
    });

    test('goes on behind what was read', async () => {
      const vault = await make();
      const first = await vault.destroy(ACME, AT);
      expect(await vault.shredFeed(first.sequence)).toEqual([]);
      const second = await vault.destroy(GLOBEX, AT);
      expect(await vault.shredFeed(first.sequence)).toEqual([second]);
    });
  });
}
