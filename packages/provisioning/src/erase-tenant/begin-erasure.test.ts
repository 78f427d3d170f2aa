import { ErasureBasisInvalid, ErasureNotConfirmed } from '@tributary/domain/erasure';
import { TenantBusy, TenantErased, TenantUnknown } from '@tributary/domain/tenancy';
import { describe, expect, test } from 'vitest';
import { runOperation } from '../engine/run-operation.ts';
import { beginSuspension } from '../suspend-tenant/begin-suspension.ts';
import { ACME, ERASURE, LABS, ProvisioningRig, twoTenants } from '../testing/index.ts';
import { beginErasure } from './begin-erasure.ts';

describe('a request for an erasure', () => {
  test('must repeat the id of the tenant', async () => {
    await using rig = await twoTenants();
    const begun = beginErasure(rig.ports, { ...ERASURE, confirm: LABS });
    await expect(begun).rejects.toThrow(ErasureNotConfirmed);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'active' });
  });

  test('must say why', async () => {
    await using rig = await twoTenants();
    const begun = beginErasure(rig.ports, { ...ERASURE, basis: ' ' });
    await expect(begun).rejects.toThrow(ErasureBasisInvalid);
  });

  test('for an unknown tenant is refused', async () => {
    await using rig = await ProvisioningRig.fresh();
    await expect(beginErasure(rig.ports, ERASURE)).rejects.toThrow(TenantUnknown);
  });

  test('lets the tenant take no more events from then on', async () => {
    await using rig = await twoTenants();
    await beginErasure(rig.ports, ERASURE);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'erasure-scheduled' });
  });

  test('that comes again is the same, while it runs and afterwards', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    expect((await beginErasure(rig.ports, ERASURE)).id).toBe(id);
    await runOperation(rig.ports, id);
    expect((await beginErasure(rig.ports, ERASURE)).id).toBe(id);
  });

  test('is the same also between certificate and end', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const publishControlEvent = async (): Promise<never> => {
      throw new TenantErased('acme');
    };
    const stuck = await runOperation({ ...rig.ports, publishControlEvent }, id);
    expect(stuck.state).toBe('stuck');
    expect((await beginErasure(rig.ports, ERASURE)).id).toBe(id);
  });

  test('with another basis is refused, while it runs and afterwards', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const other = { ...ERASURE, basis: 'court order', cancel: true };
    await expect(beginErasure(rig.ports, other)).rejects.toThrow(TenantBusy);
    await runOperation(rig.ports, id);
    await expect(beginErasure(rig.ports, other)).rejects.toThrow(TenantErased);
  });

  test('while another operation runs is refused, unless that is to be given up', async () => {
    await using rig = await twoTenants();
    await beginSuspension(rig.ports, { tenant: ACME });
    await expect(beginErasure(rig.ports, ERASURE)).rejects.toThrow(TenantBusy);
  });
});
