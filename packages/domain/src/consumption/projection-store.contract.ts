import { describe, expect, test } from 'vitest';
import { ConcurrentChange, operationId, tenantId } from '../tenancy/index.ts';
import type { EffectMarker, ProjectionScope, ProjectionStore, RunId } from './projection-store.ts';

const NOW = Date.UTC(2026, 4, 1);
const ACME: ProjectionScope = { tenant: tenantId('acme'), consumer: 'tally' };
/** Names that begin alike are the dangerous ones. */
const NEIGHBOURS: readonly ProjectionScope[] = [
  { tenant: tenantId('acme-labs'), consumer: 'tally' },
  { tenant: tenantId('acm'), consumer: 'etally' },
  { tenant: tenantId('acme'), consumer: 'tally-2' },
  { tenant: tenantId('acme'), consumer: 'tall' },
];
const REPLAY: RunId = `replay-${operationId('0199f3a0-0000-7000-8000-000000000000')}`;

function marker(eventId: string, change: Partial<EffectMarker> = {}): EffectMarker {
  return { run: 'live', eventId, expiresAt: NOW + 1_000, ...change };
}

/** `make` gives an empty store each time. */
export function projectionStoreContract(make: () => Promise<ProjectionStore>): void {
  describe('an entry', () => {
    test('is absent until it is written', async () => {
      const store = await make();
      expect(await store.read(ACME, 'total')).toBeUndefined();
    });

    test('is read as it was written', async () => {
      const store = await make();
      const value = { count: 1, of: ['a', null, true, 'é'], nested: { deep: -0.5 } };
      const outcome = await store.commit(ACME, marker('e1'), [
        { key: 'total', value, over: undefined },
      ]);
      expect(outcome).toBe('committed');
      expect((await store.read(ACME, 'total'))?.value).toEqual(value);
    });

    test('holds null apart from absence', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: null, over: undefined }]);
      expect((await store.read(ACME, 'k'))?.value).toBeNull();
    });

    test('is written over the version that was read', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      const first = await store.read(ACME, 'k');
      await store.commit(ACME, marker('e2'), [{ key: 'k', value: 2, over: first?.version }]);
      const second = await store.read(ACME, 'k');
      expect(second?.value).toBe(2);
      expect(second?.version).not.toBe(first?.version);
    });

    test('is deleted by a write of nothing', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      const first = await store.read(ACME, 'k');
      await store.commit(ACME, marker('e2'), [
        { key: 'k', value: undefined, over: first?.version },
      ]);
      expect(await store.read(ACME, 'k')).toBeUndefined();
    });

    test('that was deleted is written anew', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      const first = await store.read(ACME, 'k');
      await store.commit(ACME, marker('e2'), [
        { key: 'k', value: undefined, over: first?.version },
      ]);
      await store.commit(ACME, marker('e3'), [{ key: 'k', value: 3, over: undefined }]);
      expect((await store.read(ACME, 'k'))?.value).toBe(3);
    });

    test.each(NEIGHBOURS)('is not seen by $tenant $consumer', async (neighbour) => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      expect(await store.read(neighbour, 'k')).toBeUndefined();
      expect(await store.list(neighbour, { limit: 10 })).toEqual([]);
    });
  });

  describe('a commit', () => {
    test('of an event that was committed writes nothing', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      const entry = await store.read(ACME, 'k');
      const again = await store.commit(ACME, marker('e1'), [
        { key: 'k', value: 2, over: entry?.version },
      ]);
      expect(again).toBe('already');
      expect(await store.read(ACME, 'k')).toEqual(entry);
    });

    test('says already even where an entry has changed since', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      expect(
        await store.commit(ACME, marker('e1'), [{ key: 'k', value: 2, over: undefined }]),
      ).toBe('already');
    });

    test('of the same event in another run is another effect', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), []);
      expect(await store.commit(ACME, marker('e1', { run: REPLAY }), [])).toBe('committed');
    });

    test.each(NEIGHBOURS)(
      'of the same event by $tenant $consumer is another effect',
      async (neighbour) => {
        const store = await make();
        await store.commit(ACME, marker('e1'), []);
        expect(await store.commit(neighbour, marker('e1'), [])).toBe('committed');
      },
    );

    test.each([
      ['over a version that is not there', 7],
      ['over an entry that it took for absent', undefined],
    ])('%s is refused and leaves nothing', async (_, over) => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      const before = await store.read(ACME, 'k');
      const writes = [
        { key: 'other', value: 2, over: undefined },
        { key: 'k', value: 2, over },
      ];
      await expect(store.commit(ACME, marker('e2'), writes)).rejects.toThrow(ConcurrentChange);
      expect(await store.read(ACME, 'k')).toEqual(before);
      expect(await store.read(ACME, 'other')).toBeUndefined();
      expect(await store.marked(ACME, 'live', ['e2'], NOW)).toEqual(new Set());
    });

    test('over a version that was deleted and made anew is refused', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      const first = await store.read(ACME, 'k');
      await store.commit(ACME, marker('e2'), [
        { key: 'k', value: undefined, over: first?.version },
      ]);
      const write = { key: 'k', value: 3, over: first?.version };
      await expect(store.commit(ACME, marker('e3'), [write])).rejects.toThrow(ConcurrentChange);
    });

    test('of many at once over one version lets one through', async () => {
      const store = await make();
      const outcomes = await Promise.allSettled(
        ['e1', 'e2', 'e3', 'e4'].map((eventId) =>
          store.commit(ACME, marker(eventId), [{ key: 'k', value: eventId, over: undefined }]),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('a list', () => {
    test('is in order of key', async () => {
      const store = await make();
      const writes = ['b', 'a', 'c'].map((key) => ({ key, value: key, over: undefined }));
      await store.commit(ACME, marker('e1'), writes);
      const listed = await store.list(ACME, { limit: 10 });
      expect(listed.map(({ key, value }) => [key, value])).toEqual([
        ['a', 'a'],
        ['b', 'b'],
        ['c', 'c'],
      ]);
    });

    test('goes on after a key', async () => {
      const store = await make();
      const writes = ['a', 'b', 'c'].map((key) => ({ key, value: key, over: undefined }));
      await store.commit(ACME, marker('e1'), writes);
      const keys = async (page: { after?: string; limit: number }) =>
        (await store.list(ACME, page)).map(({ key }) => key);
      expect(await keys({ limit: 2 })).toEqual(['a', 'b']);
      expect(await keys({ after: 'b', limit: 2 })).toEqual(['c']);
      expect(await keys({ after: 'c', limit: 2 })).toEqual([]);
    });
  });

  describe('a marker', () => {
    test('is found once it is written', async () => {
      const store = await make();
      await store.commit(ACME, marker('e1'), []);
      await store.mark(ACME, [marker('e2'), marker('e3')]);
      expect(await store.marked(ACME, 'live', ['e1', 'e3', 'e4'], NOW)).toEqual(
        new Set(['e1', 'e3']),
      );
    });

    test('twice equals once', async () => {
      const store = await make();
      await store.mark(ACME, [marker('e1')]);
      await store.mark(ACME, [marker('e1')]);
      expect(await store.marked(ACME, 'live', ['e1'], NOW)).toEqual(new Set(['e1']));
    });

    test('stands against a commit', async () => {
      const store = await make();
      await store.mark(ACME, [marker('e1')]);
      const write = { key: 'k', value: 1, over: undefined };
      expect(await store.commit(ACME, marker('e1'), [write])).toBe('already');
      expect(await store.read(ACME, 'k')).toBeUndefined();
    });

    test('is not found once it has expired', async () => {
      const store = await make();
      await store.mark(ACME, [marker('e1', { expiresAt: NOW + 10 })]);
      expect(await store.marked(ACME, 'live', ['e1'], NOW + 9)).toEqual(new Set(['e1']));
      expect(await store.marked(ACME, 'live', ['e1'], NOW + 11)).toEqual(new Set());
    });

    test('is of one run', async () => {
      const store = await make();
      await store.mark(ACME, [marker('e1', { run: REPLAY })]);
      expect(await store.marked(ACME, 'live', ['e1'], NOW)).toEqual(new Set());
      expect(await store.marked(ACME, REPLAY, ['e1'], NOW)).toEqual(new Set(['e1']));
    });

    test.each(NEIGHBOURS)('is not seen by $tenant $consumer', async (neighbour) => {
      const store = await make();
      await store.mark(ACME, [marker('e1')]);
      expect(await store.marked(neighbour, 'live', ['e1'], NOW)).toEqual(new Set());
    });

    test('of no event is asked for in vain', async () => {
      const store = await make();
      expect(await store.marked(ACME, 'live', [], NOW)).toEqual(new Set());
    });
  });

  describe('clearing', () => {
    test('takes the entries and live markers of the scope', async () => {
      const store = await make();
      const write = { key: 'k', value: 1, over: undefined };
      await store.commit(ACME, marker('e1'), [write]);
      await store.clear(ACME);
      await store.clear(ACME);
      expect(await store.read(ACME, 'k')).toBeUndefined();
      expect(await store.commit(ACME, marker('e1'), [write])).toBe('committed');
    });

    test('leaves the markers of a replay', async () => {
      const store = await make();
      await store.mark(ACME, [marker('e1', { run: REPLAY })]);
      await store.clear(ACME);
      expect(await store.marked(ACME, REPLAY, ['e1'], NOW)).toEqual(new Set(['e1']));
    });

    test.each(NEIGHBOURS)('leaves what $tenant $consumer has', async (neighbour) => {
      const store = await make();
      await store.commit(neighbour, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      await store.clear(ACME);
      expect((await store.read(neighbour, 'k'))?.value).toBe(1);
    });
  });

  describe('removing a tenant', () => {
    test('takes all that is kept for it and says how much that was', async () => {
      const store = await make();
      const other = { ...ACME, consumer: 'other' };
      await store.commit(ACME, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      await store.mark(other, [marker('e2', { run: REPLAY })]);
      expect(await store.removeTenant(ACME.tenant)).toBe(3);
      expect(await store.removeTenant(ACME.tenant)).toBe(0);
      expect(await store.read(ACME, 'k')).toBeUndefined();
      expect(await store.marked(other, REPLAY, ['e2'], NOW)).toEqual(new Set());
    });

    test('leaves its neighbours', async () => {
      const store = await make();
      const neighbour = { ...ACME, tenant: tenantId('acme-labs') };
      await store.commit(neighbour, marker('e1'), [{ key: 'k', value: 1, over: undefined }]);
      expect(await store.removeTenant(ACME.tenant)).toBe(0);
      expect((await store.read(neighbour, 'k'))?.value).toBe(1);
    });
  });
}
