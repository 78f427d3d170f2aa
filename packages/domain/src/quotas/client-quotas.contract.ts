import { describe, expect, test } from 'vitest';
import type { TenantId } from '../tenancy/index.ts';
import type { ClientQuota, ClientQuotas } from './client-quotas.ts';

export type ClientQuotasFixture = {
  readonly quotas: ClientQuotas;
  /** New ones for each fixture: a real cluster outlives the tests. */
  readonly tenant: TenantId;
  /** The dangerous kind: its id begins with the tenant's. */
  readonly neighbour: TenantId;
};

const SMALL: ClientQuota = {
  produceBytesPerSecond: 100_000,
  consumeBytesPerSecond: 200_000,
  requestPercentage: 10,
};
const LARGE: ClientQuota = {
  produceBytesPerSecond: 5_000_000,
  consumeBytesPerSecond: 10_000_000,
  requestPercentage: 200,
};

/** What all client quotas promise. `make` may give one cluster again, but other tenants each time. */
export function clientQuotasContract(make: () => Promise<ClientQuotasFixture>): void {
  describe('client quotas', () => {
    test('are none at first', async () => {
      const { quotas, tenant } = await make();
      expect(await quotas.find(tenant)).toBeUndefined();
    });

    test('are those that were set last', async () => {
      const { quotas, tenant } = await make();
      await quotas.set(tenant, SMALL);
      await quotas.set(tenant, LARGE);
      expect(await quotas.find(tenant)).toEqual(LARGE);
    });

    test('are the same after they were set again', async () => {
      const { quotas, tenant } = await make();
      await quotas.set(tenant, SMALL);
      await quotas.set(tenant, SMALL);
      expect(await quotas.find(tenant)).toEqual(SMALL);
    });

    test('are gone once they are removed, and removed twice as once', async () => {
      const { quotas, tenant } = await make();
      await quotas.set(tenant, SMALL);
      await quotas.remove(tenant);
      await quotas.remove(tenant);
      expect(await quotas.find(tenant)).toBeUndefined();
    });

    test('of a neighbour are its own', async () => {
      const { quotas, tenant, neighbour } = await make();
      await quotas.set(tenant, SMALL);
      await quotas.set(neighbour, LARGE);
      await quotas.remove(tenant);
      expect(await quotas.find(tenant)).toBeUndefined();
      expect(await quotas.find(neighbour)).toEqual(LARGE);
    });
  });
}
