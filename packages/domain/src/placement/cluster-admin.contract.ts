import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import type { ClusterAdmin } from './cells.ts';
import { siloCellId } from './placement.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');
const ACME_CELL = siloCellId(ACME);
const GLOBEX_CELL = siloCellId(GLOBEX);

export type ClusterAdminFixture = {
  /** Without clusters. */
  readonly clusters: ClusterAdmin;
  /** Resolves once all that was started has come to its end. */
  readonly settle: () => Promise<void>;
};

/** `make` gives a new, empty world each time. */
export function clusterAdminContract(make: () => Promise<ClusterAdminFixture>): void {
  describe('clusters', () => {
    test('are absent before they are created', async () => {
      const { clusters } = await make();
      expect(await clusters.state(ACME_CELL)).toBe('absent');
    });

    test('are being made or made once creation has begun', async () => {
      const { clusters } = await make();
      await clusters.create(ACME_CELL, ACME);
      expect(['creating', 'active']).toContain(await clusters.state(ACME_CELL));
    });

    test('become active', async () => {
      const { clusters, settle } = await make();
      await clusters.create(ACME_CELL, ACME);
      await settle();
      expect(await clusters.state(ACME_CELL)).toBe('active');
    });

    test('stay as they are when they are created again', async () => {
      const { clusters, settle } = await make();
      await clusters.create(ACME_CELL, ACME);
      await clusters.create(ACME_CELL, ACME);
      await settle();
      await clusters.create(ACME_CELL, ACME);
      expect(await clusters.state(ACME_CELL)).toBe('active');
    });

    test('are absent once removed, as often as one asks', async () => {
      const { clusters, settle } = await make();
      await clusters.create(ACME_CELL, ACME);
      await settle();
      await clusters.remove(ACME_CELL);
      await clusters.remove(ACME_CELL);
      await settle();
      expect(await clusters.state(ACME_CELL)).toBe('absent');
      await clusters.remove(ACME_CELL);
      await settle();
      expect(await clusters.state(ACME_CELL)).toBe('absent');
    });

    test('are removed one by one', async () => {
      const { clusters, settle } = await make();
      await clusters.create(ACME_CELL, ACME);
      await clusters.create(GLOBEX_CELL, GLOBEX);
      await settle();
      await clusters.remove(ACME_CELL);
      await settle();
      expect(await clusters.state(GLOBEX_CELL)).toBe('active');
    });

    test('that never were are removed without complaint', async () => {
      const { clusters } = await make();
      await expect(clusters.remove(ACME_CELL)).resolves.toBeUndefined();
    });

    test('whose removal is asked for while they are made end up absent', async () => {
      const { clusters, settle } = await make();
      await clusters.create(ACME_CELL, ACME);
      await clusters.remove(ACME_CELL);
      await settle();
      expect(await clusters.state(ACME_CELL)).toBe('absent');
    });
  });
}
