import { HOUR_MS, SECOND_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { EnvelopeInvalid, KeysMissing, KeyVaultUnavailable } from './errors.ts';
import { KeyRing } from './key-ring.ts';
import { ACME, contextOf, GLOBEX, keyRingRig, PAYLOAD } from './testing/key-ring-rig.ts';

const opened = { kind: 'opened', plaintext: PAYLOAD };

describe('the vault', () => {
  test('is asked once for many records', async () => {
    const { ring, vault } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    await ring.open(contextOf(ACME), sealed);
    expect(vault.reads).toEqual(['feed 0', 'branch acme current', 'routing acme', 'branch acme 1']);
  });

  test('is asked once by many who want the same at the same time', async () => {
    const { ring, vault } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    vault.reads.length = 0;
    await Promise.all([1, 2, 3].map(() => ring.open(contextOf(ACME), sealed)));
    expect(vault.reads).toEqual(['branch acme 1']);
  });

  test.each([
    ['not within the hour', HOUR_MS, 0],
    ['after an hour', HOUR_MS + 1, 1],
    ['after a freeze of two hours', 2 * HOUR_MS, 1],
    ['after the clock was set back', -1, 1],
  ])('is asked again for a key %s', async (_when, ms, asked) => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    vault.reads.length = 0;
    clock.advance(ms);
    await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    expect(vault.reads.filter((read) => read === 'branch acme current')).toHaveLength(asked);
    expect(vault.reads.filter((read) => read === 'branch acme 1')).toHaveLength(asked);
  });

  test('is asked again for a key whose hour ends between two readings of the feed', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    clock.advance(HOUR_MS - SECOND_MS);
    await ring.seal(contextOf(ACME), PAYLOAD);
    clock.advance(2 * SECOND_MS);
    vault.reads.length = 0;
    await ring.open(contextOf(ACME), sealed);
    await ring.seal(contextOf(ACME), PAYLOAD);
    expect(vault.reads).toEqual(['branch acme 1', 'branch acme current', 'routing acme']);
  });

  test('is asked once for each version of a tenant', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const first = await ring.seal(contextOf(ACME), PAYLOAD);
    await vault.rotate(ACME);
    const second = await new KeyRing({ vault, clock }).seal(contextOf(ACME), PAYLOAD);
    vault.reads.length = 0;
    for (const sealed of [first, second, first, second]) {
      expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
    }
    expect(vault.reads).toEqual(['branch acme 1', 'branch acme 2']);
  });

  test.each(['branch acme current', 'branch acme 1', 'routing acme', 'feed 0'])(
    'is asked again when the process was frozen while it answered: %s',
    async (frozenAt) => {
      const { ring, vault, clock } = await keyRingRig();
      let freezes = 1;
      vault.meanwhile = async (read) => {
        if (read === frozenAt && freezes > 0) {
          freezes -= 1;
          clock.advance(2 * HOUR_MS);
        }
      };
      const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
      expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
      expect(vault.countReads(frozenAt)).toBeGreaterThanOrEqual(2);
    },
  );

  test('that does not answer stops sealing and opening, and is asked the next time', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const sealed = await ring.seal(contextOf(ACME), PAYLOAD);
    await ring.open(contextOf(ACME), sealed);
    clock.advance(31 * SECOND_MS);
    vault.meanwhile = async () => {
      throw new KeyVaultUnavailable('test');
    };
    await expect(ring.seal(contextOf(ACME), PAYLOAD)).rejects.toThrow(KeyVaultUnavailable);
    await expect(ring.open(contextOf(ACME), sealed)).rejects.toThrow(KeyVaultUnavailable);
    vault.meanwhile = async () => {};
    expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
  });

  test('gives bytes that are overwritten once they are imported', async () => {
    const { ring, vault } = await keyRingRig();
    await ring.open(contextOf(ACME), await ring.seal(contextOf(ACME), PAYLOAD));
    expect(vault.given).toEqual([Buffer.alloc(32), Buffer.alloc(32), Buffer.alloc(32)]);
  });

  test('tells publishers of a rotation after an hour, and readers at once', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const before = await ring.seal(contextOf(ACME), PAYLOAD);
    await vault.rotate(ACME);
    const between = await ring.seal(contextOf(ACME), PAYLOAD);
    clock.advance(HOUR_MS + 1);
    const after = await ring.seal(contextOf(ACME), PAYLOAD);
    const versions = [before, between, after].map((sealed) => sealed.readUInt32BE(2));
    expect(versions).toEqual([1, 1, 2]);
    expect(await ring.open(contextOf(ACME), before)).toEqual(opened);
    expect(await ring.open(contextOf(ACME), after)).toEqual(opened);
  });
});

describe('prefetching', () => {
  test('asks for all keys of a batch before any is answered', async () => {
    const { ring, vault } = await keyRingRig();
    const records = await batch(ring);
    vault.reads.length = 0;
    let atFirstAnswer: readonly string[] | undefined;
    vault.meanwhile = async () => {
      atFirstAnswer ??= [...vault.reads];
    };
    await ring.prefetch([...records, ...records]);
    expect(atFirstAnswer).toEqual(['branch acme 1', 'branch globex 1']);
    expect(vault.reads).toHaveLength(2);
  });

  test('lets records be opened without waiting', async () => {
    const { ring } = await keyRingRig();
    const [record] = await batch(ring);
    const sealed = record?.sealed ?? Buffer.alloc(0);
    expect(ring.openReady(contextOf(ACME), sealed)).toBeUndefined();
    await ring.prefetch([{ tenant: ACME, sealed }]);
    expect(ring.openReady(contextOf(ACME), sealed)).toEqual(opened);
  });

  test('asks for nothing that is held', async () => {
    const { ring, vault } = await keyRingRig();
    const records = await batch(ring);
    await ring.prefetch(records);
    vault.reads.length = 0;
    await ring.prefetch(records);
    expect(vault.reads).toEqual([]);
  });

  test('reads the feed first, when it is old', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const records = await batch(ring);
    clock.advance(31 * SECOND_MS);
    vault.reads.length = 0;
    await ring.prefetch(records);
    expect(vault.reads[0]).toBe('feed 0');
  });

  test('passes over what is no envelope and what has no key, which opening tells of', async () => {
    const { ring } = await keyRingRig();
    const [record] = await batch(ring);
    const sealed = record?.sealed ?? Buffer.alloc(0);
    const unknown = tenantId('unknown');
    await ring.prefetch([
      { tenant: ACME, sealed: PAYLOAD },
      { tenant: unknown, sealed },
      { tenant: ACME, sealed },
    ]);
    expect(ring.openReady(contextOf(ACME), sealed)).toEqual(opened);
    await expect(ring.open(contextOf(ACME), PAYLOAD)).rejects.toThrow(EnvelopeInvalid);
    await expect(ring.open(contextOf(unknown), sealed)).rejects.toThrow(KeysMissing);
  });

  test('passes over what is destroyed, known or not', async () => {
    const { ring, vault, clock } = await keyRingRig();
    const records = await batch(ring);
    await vault.destroy(ACME, clock.now());
    await ring.prefetch(records);
    vault.reads.length = 0;
    await ring.prefetch(records);
    expect(vault.reads).toEqual([]);
  });

  test('stops when the vault does not answer', async () => {
    const { ring, vault } = await keyRingRig();
    const records = await batch(ring);
    vault.meanwhile = async () => {
      throw new KeyVaultUnavailable('test');
    };
    await expect(ring.prefetch(records)).rejects.toThrow(KeyVaultUnavailable);
  });
});

describe('many salts', () => {
  test('are opened, and opened again after they were dropped', async () => {
    const { ring } = await keyRingRig({ recordsPerDataKey: 1, maxDataKeys: 4 });
    const sealer = await ring.sealerFor(ACME);
    const records = Array.from({ length: 50 }, () => sealer.seal(contextOf(ACME), PAYLOAD));
    for (const sealed of [...records, ...records]) {
      expect(await ring.open(contextOf(ACME), sealed)).toEqual(opened);
    }
  });
});

async function batch(ring: Awaited<ReturnType<typeof keyRingRig>>['ring']) {
  return [
    { tenant: ACME, sealed: await ring.seal(contextOf(ACME), PAYLOAD) },
    { tenant: GLOBEX, sealed: await ring.seal(contextOf(GLOBEX), PAYLOAD) },
  ];
}
