import { HOUR_MS, SECOND_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import { aggregateId } from '../topics/index.ts';
import { KeysMissing, KeysShredded, SealerExpired } from './errors.ts';
import { SHRED_REACH_MS } from './key-ring.ts';
import { ACME, contextOf, GLOBEX, keyRingRig, PAYLOAD } from './testing/key-ring-rig.ts';

const order = aggregateId('order-1');

describe('the shred feed', () => {
  test('is read at most every 30 seconds', async () => {
    const { ring, vault, clock } = await keyRingRig();
    await ring.seal(contextOf(ACME), PAYLOAD);
    clock.advance(30 * SECOND_MS);
    await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), await ring.seal(contextOf(ACME), PAYLOAD));
    expect(vault.countReads('feed')).toBe(1);
    clock.advance(1);
    await ring.seal(contextOf(ACME), PAYLOAD);
    expect(vault.countReads('feed')).toBe(1);
  });

  test('is read once by many at the same time', async () => {
    const { ring, vault } = await keyRingRig();
    await Promise.all([ACME, GLOBEX, ACME].map((tenant) => ring.sealerFor(tenant)));
    expect(vault.countReads('feed')).toBe(1);
  });

  test('is read again after the clock was set back', async () => {
    const { ring, vault, clock } = await keyRingRig();
    await ring.sealerFor(ACME);
    vault.reads.length = 0;
    clock.advance(-1);
    await ring.sealerFor(ACME);
    expect(vault.countReads('feed')).toBe(1);
  });

  test('is read on from where it ended', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const { sequence } = await vault.destroy(GLOBEX, clock.now());
    await ring.sealerFor(ACME);
    clock.advance(31 * SECOND_MS);
    vault.reads.length = 0;
    await ring.sealerFor(ACME);
    expect(vault.reads).toEqual([`feed ${sequence}`]);
  });
});

describe('a destroyed tenant', () => {
  test('is known after 35 seconds at the latest, from the feed alone', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    const tombstone = await vault.destroy(ACME, clock.now());
    clock.advance(SHRED_REACH_MS);
    vault.reads.length = 0;
    expect(await ring.open(contextOf(ACME), sealed)).toEqual({ kind: 'shredded', tombstone });
    await expect(ring.seal(contextOf(ACME), PAYLOAD)).rejects.toThrow(KeysShredded);
    await expect(ring.route(ACME, order)).rejects.toThrow(KeysShredded);
    expect(vault.reads).toEqual(['feed 0']);
  });

  test('is known at once after a freeze', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    await vault.destroy(ACME, clock.now());
    clock.advance(2 * HOUR_MS);
    expect((await ring.open(contextOf(ACME), sealed)).kind).toBe('shredded');
  });

  test('is known at once by a process that holds no key of it', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    const tombstone = await vault.destroy(ACME, clock.now());
    expect(await ring.open(contextOf(ACME), sealed)).toEqual({ kind: 'shredded', tombstone });
  });

  test('is known from a reading that begins after another that missed it', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    const destroyedAt = clock.now();
    let steps = 0;
    vault.meanwhile = async () => {
      steps += 1;
      if (steps === 1) {
        await vault.destroy(ACME, destroyedAt);
      }
    };
    clock.advance(31 * SECOND_MS);
    expect((await ring.open(contextOf(ACME), sealed)).kind).toBe('shredded');
  });

  test('has no sealer left, though its lease runs', async () => {
    const { ring, vault, clock } = await keyRingRig();
    await ring.sealerFor(ACME);
    clock.advance(29 * SECOND_MS);
    const sealer = await ring.sealerFor(ACME);
    await vault.destroy(ACME, clock.now());
    clock.advance(2 * SECOND_MS);
    await ring.sealerFor(GLOBEX);
    expect(() => sealer.seal(contextOf(ACME), PAYLOAD)).toThrow(SealerExpired);
    expect(ring.readySealer(ACME)).toBeUndefined();
  });

  test('is refused a sealer by the vault, before the feed is read again', async () => {
    const { ring, vault, clock } = await keyRingRig();
    await ring.sealerFor(GLOBEX);
    await vault.destroy(ACME, clock.now());
    await expect(ring.sealerFor(ACME)).rejects.toThrow(KeysShredded);
  });

  test('is shredded, whatever version its record names and however it is damaged', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await vault.destroy(ACME, clock.now());
    sealed.writeUInt32BE(77, 2);
    sealed.fill(0, 40);
    expect((await ring.open(contextOf(ACME), sealed)).kind).toBe('shredded');
  });

  test('of which the feed says nothing is refused rather than skipped', async () => {
    const { ring, vault } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    vault.meanwhile = async (read) => {
      if (read.startsWith('branch')) {
        throw new KeysShredded(ACME);
      }
    };
    await expect(ring.open(contextOf(ACME), sealed)).rejects.toThrow(KeysShredded);
  });

  test('leaves its neighbour as it was', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(GLOBEX), PAYLOAD);
    await ring.open(contextOf(GLOBEX), sealed);
    await vault.destroy(ACME, clock.now());
    clock.advance(31 * SECOND_MS);
    vault.reads.length = 0;
    expect((await ring.open(contextOf(GLOBEX), sealed)).kind).toBe('opened');
    expect(await ring.seal(contextOf(GLOBEX), PAYLOAD)).toBeInstanceOf(Buffer);
    expect(vault.reads).toEqual(['feed 0']);
  });

  test.each(['branch acme current', 'routing acme', 'branch acme 1'])(
    'is not taken for living by a key that was on its way: %s',
    async (onItsWay) => {
      const { ring, vault, clock } = await keyRingRig();
      const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
      clock.advance(HOUR_MS + 1);
      await ring.sealerFor(GLOBEX);
      vault.meanwhile = async (read) => {
        if (read === onItsWay) {
          await vault.destroy(ACME, clock.now());
          clock.advance(31 * SECOND_MS);
          await ring.sealerFor(GLOBEX);
        }
      };
      const [opening, sealing] = await Promise.allSettled([
        ring.open(contextOf(ACME), sealed),
        ring.seal(contextOf(ACME), PAYLOAD),
      ]);
      expect(opening).toMatchObject({ value: { kind: 'shredded' } });
      expect(sealing).toMatchObject({ reason: expect.any(KeysShredded) });
    },
  );
});

describe('a discarded onboarding', () => {
  test('leaves what was sealed shredded, and seals under the keys of the next', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const probe = await ring.seal(contextOf(ACME), PAYLOAD);
    const route = await ring.route(ACME, order);
    await ring.open(contextOf(ACME), probe);
    await vault.discard(ACME, clock.now());
    await vault.create(ACME);
    clock.advance(SHRED_REACH_MS);
    expect(await ring.open(contextOf(ACME), probe)).toMatchObject({
      kind: 'shredded',
      tombstone: { kind: 'versions', through: 1 },
    });
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    expect(sealed.readUInt32BE(2)).toBe(2);
    expect((await ring.open(contextOf(ACME), sealed)).kind).toBe('opened');
    expect(await ring.route(ACME, order)).not.toBe(route);
  });

  test('is known at once by a process that holds no key of it', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const probe = await ring.seal(contextOf(ACME), PAYLOAD);
    await vault.discard(ACME, clock.now());
    expect((await ring.open(contextOf(ACME), probe)).kind).toBe('shredded');
  });

  test('has missing keys until the next, for sealing', async () => {
    const { ring, vault, clock } = await keyRingRig();
    await vault.discard(ACME, clock.now());
    await expect(ring.seal(contextOf(ACME), PAYLOAD)).rejects.toThrow(KeysMissing);
  });
});
