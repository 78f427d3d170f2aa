import { verifyCertificate } from '@tributary/domain/erasure';
import { TenantErased } from '@tributary/domain/tenancy';
import { DAY_MS, HOUR_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import {
  ACME,
  ERASURE,
  erased,
  failing,
  LABS,
  ORDERS,
  overriding,
  run,
  twoTenants,
} from '../testing/index.ts';
import { beginErasure } from './begin-erasure.ts';
import { finishDueErasures } from './finish-due-erasures.ts';

describe('the daily look at what is due', () => {
  const WEEK = 7 * DAY_MS + HOUR_MS;

  test('leaves a tenant alone whose date has not come', async () => {
    await using rig = await twoTenants('bridged');
    await erased(rig);
    expect(await finishDueErasures(rig.ports, rig.ports.clock.now() + HOUR_MS)).toEqual([]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('certifies once the date has passed, and the tenant has no place any more', async () => {
    await using rig = await twoTenants('bridged');
    const { id } = await erased(rig);
    const now = rig.ports.clock.now() + WEEK;
    const finished = await finishDueErasures(rig.ports, now);
    expect(finished).toMatchObject([{ kind: 'erased', tenant: 'acme' }]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'erased', placements: [] });
    const signed = await rig.ports.certificates.find(ACME, id, 'erased');
    expect(verifyCertificate(signed, rig.ports.signer.publicKeyPem)).toMatchObject({
      kind: 'valid',
      certificate: { state: 'erased', residue: [], issuedAt: new Date(now).toISOString() },
    });
    expect(await finishDueErasures(rig.ports, now)).toEqual([]);
  });

  test('asks again tomorrow while a pool still has old records', async () => {
    await using rig = await twoTenants('pooled');
    await erased(rig);
    const now = rig.ports.clock.now() + WEEK;
    const [first] = await finishDueErasures(rig.ports, now);
    expect(first).toMatchObject({ kind: 'residue', tenant: 'acme' });
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
    await rig.embedded.enforceRetention(now);
    expect(await finishDueErasures(rig.ports, now)).toMatchObject([{ kind: 'erased' }]);
  });

  test('does not take newer records of others for old ones', async () => {
    await using rig = await twoTenants('pooled');
    await erased(rig);
    await rig.ports.clock.sleep(WEEK);
    await rig.embedded.enforceRetention(rig.ports.clock.now());
    await rig.consumers.publish(LABS, ORDERS, ['new']);
    const finished = await finishDueErasures(rig.ports, rig.ports.clock.now());
    expect(finished).toMatchObject([{ kind: 'erased' }]);
  });

  test('deletes what a consumer wrote after the erasure', async () => {
    await using rig = await twoTenants('bridged');
    await erased(rig);
    const scope = { tenant: ACME, consumer: 'tally' };
    const marker = { run: 'live', eventId: 'late', expiresAt: 2 ** 42 } as const;
    await rig.ports.projections.commit(scope, marker, [{ key: 'late', value: 1, over: undefined }]);
    await finishDueErasures(rig.ports, rig.ports.clock.now() + WEEK);
    expect(await rig.ports.projections.list(scope, { limit: 1 })).toEqual([]);
  });

  test('waits for an erasure that is stuck at its last step', async () => {
    await using rig = await twoTenants('bridged');
    const publishControlEvent = async (): Promise<never> => {
      throw new TenantErased('acme');
    };
    await run({ ...rig.ports, publishControlEvent }, beginErasure(rig.ports, ERASURE));
    expect(await finishDueErasures(rig.ports, rig.ports.clock.now() + WEEK)).toEqual([]);
  });

  test('says so when the operation is nowhere', async () => {
    await using rig = await twoTenants('bridged');
    await erased(rig);
    const registry = overriding(rig.ports.registry, { operationsOf: async () => [] });
    const finished = await finishDueErasures(
      { ...rig.ports, registry },
      rig.ports.clock.now() + WEEK,
    );
    expect(finished).toEqual([{ kind: 'failed', tenant: 'acme', code: 'operation.unknown' }]);
  });

  test('lets what nobody foresaw through', async () => {
    await using rig = await twoTenants('bridged');
    await erased(rig);
    const find = failing(1, () => new RangeError('bug'), rig.ports.access.find);
    const ports = { ...rig.ports, access: overriding(rig.ports.access, { find }) };
    const finished = finishDueErasures(ports, rig.ports.clock.now() + WEEK);
    await expect(finished).rejects.toThrow(RangeError);
  });

  test('looks at every page of tenants', async () => {
    await using rig = await twoTenants('bridged');
    await erased(rig);
    await run(rig.ports, beginErasure(rig.ports, { ...ERASURE, tenant: LABS, confirm: LABS }));
    const { registry } = rig.ports;
    const paged = overriding(registry, {
      list: (page) => registry.list({ ...page, limit: 1 }),
    });
    const finished = await finishDueErasures(
      { ...rig.ports, registry: paged },
      rig.ports.clock.now() + WEEK,
    );
    expect(finished).toMatchObject([
      { kind: 'erased', tenant: 'acme' },
      { kind: 'erased', tenant: 'acme-labs' },
    ]);
  });
});
