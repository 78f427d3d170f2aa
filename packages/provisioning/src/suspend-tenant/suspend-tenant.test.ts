import {
  TenantBusy,
  TenantErased,
  TenantErasing,
  TenantNotReady,
  TenantStateRefused,
  TenantSuspended,
  TenantUnknown,
  tenantId,
} from '@tributary/domain/tenancy';
import { describe, expect, test } from 'vitest';
import { runOperation } from '../engine/run-operation.ts';
import { beginErasure } from '../erase-tenant/begin-erasure.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { beginReplay } from '../replay-tenant/begin-replay.ts';
import { beginResumption } from '../resume-tenant/begin-resumption.ts';
import { failing, overriding, ProvisioningRig } from '../testing/index.ts';
import { beginSuspension } from './begin-suspension.ts';

const ACME = tenantId('acme');
const TENANT = { tenant: ACME };
const ERASURE = { tenant: ACME, confirm: ACME, basis: 'end of contract' };

async function onboarded(tier = 'bridged'): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  await run(rig.ports, beginOnboarding(rig.ports, { tenant: ACME, tier }));
  return rig;
}

async function run(ports: ProvisioningPorts, begun: ReturnType<typeof beginOnboarding>) {
  return runOperation(ports, (await begun).id);
}

async function failed(): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  const create = failing(1, () => new TenantErased('acme'), rig.ports.vault.create);
  const vault = overriding(rig.ports.vault, { create });
  await run({ ...rig.ports, vault }, beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' }));
  return rig;
}

async function subscriptionStates({ subscriptions }: ProvisioningPorts) {
  return (await subscriptions.list(ACME)).map(({ state }) => state);
}

describe('a suspension', () => {
  test('ends when no publisher can add anything any more', async () => {
    await using rig = await onboarded();
    const before = rig.ports.clock.now();
    const operation = await run(rig.ports, beginSuspension(rig.ports, TENANT));
    expect(operation.state).toBe('succeeded');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
    expect(rig.ports.clock.now() - before).toBe(3_100);
  });

  test('lets the consumers drain what is there', async () => {
    await using rig = await onboarded();
    await run(rig.ports, beginSuspension(rig.ports, TENANT));
    expect(await subscriptionStates(rig.ports)).toEqual(['enabled', 'enabled', 'enabled']);
  });

  test('pauses them where that is asked for, and says when records begin to be lost', async () => {
    await using rig = await onboarded();
    const begun = beginSuspension(rig.ports, { ...TENANT, pauseConsumers: true });
    const operation = await run(rig.ports, begun);
    expect(await subscriptionStates(rig.ports)).toEqual(['paused', 'paused', 'paused']);
    expect(operation.notes['warnings']).toMatchObject([
      {
        code: 'suspension.retention-loses-records',
        stream: 'orders',
        from: '2026-01-08T00:00:03.100Z',
      },
      { code: 'suspension.retention-loses-records', stream: 'users' },
    ]);
  });

  test('cannot pause the consumers of a pool, and says so', async () => {
    await using rig = await onboarded('mixed');
    const begun = beginSuspension(rig.ports, { ...TENANT, pauseConsumers: true });
    const operation = await run(rig.ports, begun);
    expect(operation.notes['warnings']).toMatchObject([
      { code: 'suspension.retention-loses-records', stream: 'orders' },
      { code: 'suspension.consumer-shared', stream: 'users' },
    ]);
  });

  test('has nothing to warn of where nobody reads', async () => {
    await using rig = await onboarded('unread');
    const begun = beginSuspension(rig.ports, { ...TENANT, pauseConsumers: true });
    expect((await run(rig.ports, begun)).notes['warnings']).toEqual([]);
  });

  test('asked for again is the same, while it runs and afterwards', async () => {
    await using rig = await onboarded();
    const { id } = await beginSuspension(rig.ports, TENANT);
    expect((await beginSuspension(rig.ports, TENANT)).id).toBe(id);
    await runOperation(rig.ports, id);
    expect((await beginSuspension(rig.ports, TENANT)).id).toBe(id);
  });

  test('asked for in another way is a new one', async () => {
    await using rig = await onboarded();
    const { id } = await run(rig.ports, beginSuspension(rig.ports, TENANT));
    const begun = beginSuspension(rig.ports, { ...TENANT, pauseConsumers: true });
    expect((await run(rig.ports, begun)).id).not.toBe(id);
    expect(await subscriptionStates(rig.ports)).toEqual(['paused', 'paused', 'paused']);
  });

  test('asked for in another way while it runs is refused', async () => {
    await using rig = await onboarded();
    await beginSuspension(rig.ports, TENANT);
    const other = beginSuspension(rig.ports, { ...TENANT, pauseConsumers: true });
    await expect(other).rejects.toThrow(TenantBusy);
  });
});

describe('a resumption', () => {
  test('makes the tenant active and lets paused consumers go on', async () => {
    await using rig = await onboarded();
    await run(rig.ports, beginSuspension(rig.ports, { ...TENANT, pauseConsumers: true }));
    const operation = await run(rig.ports, beginResumption(rig.ports, TENANT));
    expect(operation.state).toBe('succeeded');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'active' });
    expect(await subscriptionStates(rig.ports)).toEqual(['enabled', 'enabled', 'enabled']);
  });

  test('that fails pauses them again and leaves the tenant suspended', async () => {
    await using rig = await onboarded();
    await run(rig.ports, beginSuspension(rig.ports, { ...TENANT, pauseConsumers: true }));
    const { subscriptions } = rig.ports;
    let resumed = 0;
    const broken = overriding(subscriptions, {
      resume: async (group) => {
        await subscriptions.resume(group);
        resumed += 1;
        if (resumed === 2) {
          throw new TenantErased('acme');
        }
      },
    });
    const ports = { ...rig.ports, subscriptions: broken };
    const operation = await run(ports, beginResumption(ports, TENANT));
    expect(operation).toMatchObject({ state: 'undone', failure: { step: 'resume-consumers' } });
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
    expect(await subscriptionStates(rig.ports)).toEqual(['paused', 'paused', 'paused']);
  });

  test('asked for again is the same, while it runs and afterwards', async () => {
    await using rig = await onboarded();
    await run(rig.ports, beginSuspension(rig.ports, TENANT));
    const { id } = await beginResumption(rig.ports, TENANT);
    expect((await beginResumption(rig.ports, TENANT)).id).toBe(id);
    await runOperation(rig.ports, id);
    expect((await beginResumption(rig.ports, TENANT)).id).toBe(id);
  });

  test('of a tenant that was never suspended is refused', async () => {
    await using rig = await onboarded();
    await expect(beginResumption(rig.ports, TENANT)).rejects.toThrow(TenantStateRefused);
  });

  test('makes a suspension afterwards a new one', async () => {
    await using rig = await onboarded();
    const first = await run(rig.ports, beginSuspension(rig.ports, TENANT));
    await run(rig.ports, beginResumption(rig.ports, TENANT));
    const second = await run(rig.ports, beginSuspension(rig.ports, TENANT));
    expect(second.id).not.toBe(first.id);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
  });
});

const ASKED = [
  ['a suspension', beginSuspension],
  ['a resumption', beginResumption],
  ['a replay', beginReplay],
] as const;

describe.each(ASKED)('%s', (_what, begin) => {
  test('of an unknown tenant is refused', async () => {
    await using rig = await ProvisioningRig.fresh();
    await expect(begin(rig.ports, TENANT)).rejects.toThrow(TenantUnknown);
  });

  test('during its onboarding is refused, with the operation that runs', async () => {
    await using rig = await ProvisioningRig.fresh();
    const { id } = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'pooled' });
    await expect(begin(rig.ports, TENANT)).rejects.toThrow(
      expect.objectContaining({ name: 'TenantBusy', facts: { tenant: 'acme', operation: id } }),
    );
  });

  test('of a tenant that is unreadable is refused', async () => {
    await using rig = await onboarded();
    await run(rig.ports, beginErasure(rig.ports, ERASURE));
    await expect(begin(rig.ports, TENANT)).rejects.toThrow(TenantErased);
  });

  test('while it is erased is refused', async () => {
    await using rig = await onboarded();
    await beginErasure(rig.ports, ERASURE);
    await expect(begin(rig.ports, TENANT)).rejects.toThrow(TenantBusy);
  });
});

test.each([
  ['a suspension', beginSuspension, TenantStateRefused],
  ['a resumption', beginResumption, TenantStateRefused],
  ['a replay', beginReplay, TenantNotReady],
] as const)('%s of a tenant whose onboarding failed is refused', async (_what, begin, refusal) => {
  await using rig = await failed();
  await expect(begin(rig.ports, TENANT)).rejects.toThrow(refusal);
});

test('a tenant that is suspended takes no replay', async () => {
  await using rig = await onboarded();
  await run(rig.ports, beginSuspension(rig.ports, TENANT));
  await expect(beginReplay(rig.ports, TENANT)).rejects.toThrow(TenantSuspended);
});

test('a tenant in an erasure that nobody runs takes nothing', async () => {
  await using rig = await onboarded();
  const tenant = await rig.ports.registry.find(ACME);
  await (tenant &&
    rig.ports.registry.write({
      tenant: { ...tenant, state: 'erasing', version: tenant.version + 1 },
    }));
  await expect(beginSuspension(rig.ports, TENANT)).rejects.toThrow(TenantErasing);
});
