import { describe, expect, test } from 'vitest';
import { CANARY_TENANT, tenantId } from '../tenancy/index.ts';
import type { AccessControl, TenantAccess } from './access-control.ts';
import type { KafkaCluster } from './kafka-arn.ts';
import { policyOf, taggedTenantPolicy } from './policy-of.ts';

const CELL: KafkaCluster = {
  region: 'eu-central-1',
  account: '111122223333',
  name: 'cell-1',
  uuid: '0a1b2c3d-1',
};
const ACME = tenantId('acme');
/** Names that begin alike are the dangerous ones. */
const ACME_LABS = tenantId('acme-labs');

function accessOf(tenant: TenantAccess['tenant'], cluster = CELL): TenantAccess {
  return { tenant, policies: [policyOf({ kind: 'tenant', tenant }, cluster)] };
}

/** What every access control promises of its own state. `make` gives one without grants each time. */
export function accessControlContract(make: () => Promise<AccessControl>): void {
  describe('access control', () => {
    test('knows nobody at first', async () => {
      const access = await make();
      expect(await access.find(ACME)).toBeUndefined();
      expect(await access.list()).toEqual([]);
    });

    test('finds the policies as they were granted', async () => {
      const access = await make();
      const granted = {
        tenant: ACME,
        policies: [taggedTenantPolicy(CELL), policyOf({ kind: 'tenant', tenant: ACME }, CELL)],
      };
      await access.grant(granted);
      expect(await access.find(ACME)).toEqual(granted);
    });

    test('grants twice as once', async () => {
      const access = await make();
      await access.grant(accessOf(ACME));
      await access.grant(accessOf(ACME));
      expect(await access.list()).toEqual([accessOf(ACME)]);
    });

    test('puts a new grant in the place of the one before', async () => {
      const access = await make();
      const moved = accessOf(ACME, { ...CELL, name: 'cell-2' });
      await access.grant(accessOf(ACME));
      await access.grant(moved);
      expect(await access.find(ACME)).toEqual(moved);
    });

    test('keeps a grant of nothing apart from no grant', async () => {
      const access = await make();
      await access.grant({ tenant: ACME, policies: [] });
      expect(await access.find(ACME)).toEqual({ tenant: ACME, policies: [] });
    });

    test('revokes twice as once, also where nothing was granted', async () => {
      const access = await make();
      await access.grant(accessOf(ACME));
      await access.revoke(ACME);
      await access.revoke(ACME);
      expect(await access.find(ACME)).toBeUndefined();
      expect(await access.list()).toEqual([]);
    });

    test('revokes no neighbour', async () => {
      const access = await make();
      await access.grant(accessOf(ACME));
      await access.grant(accessOf(ACME_LABS));
      await access.revoke(ACME);
      expect(await access.list()).toEqual([accessOf(ACME_LABS)]);
    });

    test('grants again what was revoked', async () => {
      const access = await make();
      await access.grant(accessOf(ACME));
      await access.revoke(ACME);
      await access.grant(accessOf(ACME));
      expect(await access.find(ACME)).toEqual(accessOf(ACME));
    });

    test('lists all in order of tenant, the canary too', async () => {
      const access = await make();
      const inOrder = [ACME, ACME_LABS, tenantId('acme2'), CANARY_TENANT].map((tenant) =>
        accessOf(tenant),
      );
      for (const granted of inOrder.toReversed()) {
        await access.grant(granted);
      }
      expect(await access.list()).toEqual(inOrder);
    });
  });
}
