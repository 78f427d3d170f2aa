import type { ManualClock } from '@tributary/kernel/testing';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import type { CellDirectory } from './cells.ts';
import { CellFull, CellUnknown } from './errors.ts';
import { LIMITS, NO_DEMAND, PARTITION_CHANGE_WINDOW_MS } from './limits.ts';
import { cellId, siloCellId } from './placement.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');
const ONE = { id: cellId('cell-1'), kind: 'shared', profile: 'msk-serverless' } as const;
const TWO = { id: cellId('cell-2'), kind: 'shared', profile: 'msk-serverless' } as const;
const LOCAL = { id: cellId('cell-local'), kind: 'shared', profile: 'embedded' } as const;
const SILO = { id: siloCellId(ACME), kind: 'silo', profile: 'msk-provisioned' } as const;
const SERVERLESS = LIMITS['msk-serverless'];
const ALL_PARTITIONS = SERVERLESS.partitions.value;
const ALL_GROUPS = SERVERLESS.groups.value;
const ALL_CHANGES = 250;

export type CellDirectoryFixture = {
  /** Without cells. */
  readonly cells: CellDirectory;
  /** The one that the directory reads. */
  readonly clock: ManualClock;
};

/** `make` gives a new, empty directory each time. */
export function cellDirectoryContract(make: () => Promise<CellDirectoryFixture>): void {
  describe('cells', () => {
    test('are listed in order of id, whatever the order they came in', async () => {
      const { cells } = await make();
      await cells.add(SILO);
      await cells.add(TWO);
      await cells.add(ONE);
      expect(await cells.list()).toEqual([
        { ...ONE, used: NO_DEMAND },
        { ...TWO, used: NO_DEMAND },
        { ...SILO, used: NO_DEMAND },
      ]);
    });

    test('keep their claims when they are added again', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, { partitions: 3, groups: 1 });
      await cells.add(ONE);
      expect(await cells.list()).toEqual([{ ...ONE, used: { partitions: 3, groups: 1 } }]);
    });

    test('are gone once removed, as often as one asks', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.add(SILO);
      await cells.remove(SILO.id);
      await cells.remove(SILO.id);
      expect(await cells.list()).toEqual([{ ...ONE, used: NO_DEMAND }]);
    });

    test('are empty when they come back', async () => {
      const { cells } = await make();
      await cells.add(SILO);
      await cells.claim(SILO.id, ACME, { partitions: 3, groups: 1 });
      await cells.remove(SILO.id);
      await cells.add(SILO);
      expect(await cells.list()).toEqual([{ ...SILO, used: NO_DEMAND }]);
    });
  });

  describe('claims', () => {
    test('of all tenants add up on their own cell alone', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.add(TWO);
      await cells.claim(ONE.id, ACME, { partitions: 7, groups: 2 });
      await cells.claim(ONE.id, GLOBEX, { partitions: 11, groups: 3 });
      expect(await cells.list()).toEqual([
        { ...ONE, used: { partitions: 18, groups: 5 } },
        { ...TWO, used: NO_DEMAND },
      ]);
    });

    test('replace the same tenant’s claim on the cell', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, { partitions: 7, groups: 2 });
      await cells.claim(ONE.id, ACME, { partitions: 4, groups: 1 });
      expect(await cells.list()).toEqual([{ ...ONE, used: { partitions: 4, groups: 1 } }]);
    });

    test('are given back by release, as often as one asks', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, { partitions: 7, groups: 2 });
      await cells.claim(ONE.id, GLOBEX, { partitions: 11, groups: 3 });
      await cells.release(ONE.id, ACME);
      await cells.release(ONE.id, ACME);
      expect(await cells.list()).toEqual([{ ...ONE, used: { partitions: 11, groups: 3 } }]);
    });

    test('of a cell that is gone are given back already', async () => {
      const { cells } = await make();
      await expect(cells.release(SILO.id, ACME)).resolves.toBeUndefined();
    });

    test('fill a cell to its last partition and group', async () => {
      const { cells } = await make();
      const all = { partitions: ALL_PARTITIONS, groups: ALL_GROUPS };
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, all);
      expect(await cells.list()).toEqual([{ ...ONE, used: all }]);
    });

    test.each([
      { limit: 'partitions', held: { partitions: ALL_PARTITIONS, groups: 0 } },
      { limit: 'groups', held: { partitions: 0, groups: ALL_GROUPS } },
    ])('beyond the $limit of a cell are refused and book nothing', async ({ limit, held }) => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, held);
      const refused = cells.claim(ONE.id, GLOBEX, { partitions: 1, groups: 1 });
      await expect(refused).rejects.toThrow(CellFull);
      await expect(refused).rejects.toMatchObject({ facts: { cell: ONE.id, limit, asked: 1 } });
      expect(await cells.list()).toEqual([{ ...ONE, used: held }]);
    });

    test('of nothing fit a full cell', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, { partitions: ALL_PARTITIONS, groups: ALL_GROUPS });
      await expect(cells.claim(ONE.id, GLOBEX, NO_DEMAND)).resolves.toBeUndefined();
    });

    test('are checked without what the tenant held there before', async () => {
      const { cells } = await make();
      const all = { partitions: ALL_PARTITIONS, groups: ALL_GROUPS };
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, all);
      await expect(cells.claim(ONE.id, ACME, all)).resolves.toBeUndefined();
    });

    test('that are refused leave the tenant’s claim before', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.claim(ONE.id, ACME, { partitions: 5, groups: 1 });
      const above = { partitions: ALL_PARTITIONS + 1, groups: 1 };
      await expect(cells.claim(ONE.id, ACME, above)).rejects.toThrow(CellFull);
      expect(await cells.list()).toEqual([{ ...ONE, used: { partitions: 5, groups: 1 } }]);
    });

    test('that come at once never overfill the cell', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      const tenants = Array.from({ length: 6 }, (_, index) => tenantId(`tenant-${index}`));
      const outcomes = await Promise.allSettled(
        tenants.map((tenant) => cells.claim(ONE.id, tenant, { partitions: 600, groups: 1 })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
      expect(await cells.list()).toEqual([{ ...ONE, used: { partitions: 2_400, groups: 4 } }]);
    });

    test('on a cell that is not there are refused', async () => {
      const { cells } = await make();
      const claim = cells.claim(ONE.id, ACME, { partitions: 1, groups: 1 });
      await expect(claim).rejects.toThrow(CellUnknown);
    });
  });

  describe('the metered budget', () => {
    test('gives at once what the window has', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      expect(await cells.meter(ONE.id, 100)).toEqual({ waitMs: 0 });
      expect(await cells.meter(ONE.id, 150)).toEqual({ waitMs: 0 });
    });

    test('names the time after which the rest is there, and keeps its word', async () => {
      const { cells, clock } = await make();
      await cells.add(ONE);
      await cells.meter(ONE.id, 200);
      clock.advance(60_000);
      await cells.meter(ONE.id, 50);
      expect(await cells.meter(ONE.id, 1)).toEqual({ waitMs: PARTITION_CHANGE_WINDOW_MS - 60_000 });
      clock.advance(PARTITION_CHANGE_WINDOW_MS - 60_000);
      expect(await cells.meter(ONE.id, 200)).toEqual({ waitMs: 0 });
    });

    test('takes nothing when it says wait', async () => {
      const { cells, clock } = await make();
      await cells.add(ONE);
      await cells.meter(ONE.id, ALL_CHANGES);
      await cells.meter(ONE.id, 1);
      clock.advance(PARTITION_CHANGE_WINDOW_MS);
      expect(await cells.meter(ONE.id, ALL_CHANGES)).toEqual({ waitMs: 0 });
    });

    test('is each cell’s own', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      await cells.add(TWO);
      await cells.meter(ONE.id, ALL_CHANGES);
      expect(await cells.meter(TWO.id, ALL_CHANGES)).toEqual({ waitMs: 0 });
    });

    test('never makes a cell wait that has no such limit', async () => {
      const { cells } = await make();
      await cells.add(LOCAL);
      await cells.meter(LOCAL.id, 10_000);
      expect(await cells.meter(LOCAL.id, 10_000)).toEqual({ waitMs: 0 });
    });

    test('gives nobody the same change twice', async () => {
      const { cells } = await make();
      await cells.add(ONE);
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => cells.meter(ONE.id, ALL_CHANGES / 5)),
      );
      expect(answers.filter(({ waitMs }) => waitMs === 0)).toHaveLength(5);
    });

    test('of a cell that is not there is refused', async () => {
      const { cells } = await make();
      await expect(cells.meter(ONE.id, 1)).rejects.toThrow(CellUnknown);
    });
  });
}
