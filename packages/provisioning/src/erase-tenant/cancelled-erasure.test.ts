import {
  ConcurrentChange,
  type Operation,
  OperationNotCancellable,
  TenantBusy,
  TenantErased,
} from '@tributary/domain/tenancy';
import { describe, expect, test } from 'vitest';
import { cancelOperation } from '../cancel-operation.ts';
import { resumeUnfinished } from '../engine/resume-unfinished.ts';
import { runOperation } from '../engine/run-operation.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { beginReplay } from '../replay-tenant/begin-replay.ts';
import { beginSuspension } from '../suspend-tenant/begin-suspension.ts';
import {
  ACME,
  ERASURE,
  failing,
  overriding,
  ProvisioningRig,
  run,
  twoTenants,
} from '../testing/index.ts';
import { beginErasure } from './begin-erasure.ts';

describe('an erasure that is called off', () => {
  test('in time leaves the tenant suspended, with its consumers connected', async () => {
    await using rig = await twoTenants();
    await run(rig.ports, beginSuspension(rig.ports, { tenant: ACME, pauseConsumers: true }));
    const before = await rig.ports.subscriptions.list(ACME);
    const { id } = await beginErasure(rig.ports, ERASURE);
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'disconnect-subscriptions' && at === 'after-effect') {
          await cancelOperation(rig.ports, id);
        }
      },
    });
    expect(operation.state).toBe('undone');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
    expect(await rig.ports.subscriptions.list(ACME)).toEqual(before);
  });

  test('of an active tenant leaves it suspended', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    await cancelOperation(rig.ports, id);
    expect((await runOperation(rig.ports, id)).state).toBe('undone');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
  });

  test('too late is refused', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const refusals: unknown[] = [];
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'begin-erasing' && at === 'after-record') {
          refusals.push(await cancelOperation(rig.ports, id).catch((error: unknown) => error));
        }
      },
    });
    expect(refusals).toEqual([expect.any(OperationNotCancellable)]);
    expect(operation.state).toBe('succeeded');
    await expect(cancelOperation(rig.ports, id)).rejects.toThrow(OperationNotCancellable);
  });

  test('twice is called off once', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const first = await cancelOperation(rig.ports, id);
    expect(await cancelOperation(rig.ports, id)).toEqual(first);
  });
});

describe('calling off', () => {
  const changed = (): unknown => new ConcurrentChange({ record: 'operation' });

  test('asks again when the operation moves on meanwhile', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const { registry } = rig.ports;
    const write = failing(3, changed, registry.write.bind(registry));
    const ports = { ...rig.ports, registry: overriding(registry, { write }) };
    expect(await cancelOperation(ports, id)).toMatchObject({ cancelRequested: true });
    expect(await registry.operation(id)).toMatchObject({ cancelRequested: true });
  });

  test('gives up when it moves on each time', async () => {
    await using rig = await twoTenants();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const { registry } = rig.ports;
    const write = failing(1_000, changed, registry.write.bind(registry));
    const ports = { ...rig.ports, registry: overriding(registry, { write }) };
    await expect(cancelOperation(ports, id)).rejects.toThrow(ConcurrentChange);
  });
});

describe('an erasure during another operation', () => {
  test('compensates an onboarding first', async () => {
    await using rig = await ProvisioningRig.fresh();
    const onboarding = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const erasure = await beginErasure(rig.ports, { ...ERASURE, cancel: true });
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    expect((await rig.ports.registry.operation(onboarding.id))?.state).toBe('undone');
    expect((await rig.ports.registry.operation(erasure.id))?.state).toBe('succeeded');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('waits for one that cannot be given up any more', async () => {
    await using rig = await ProvisioningRig.fresh();
    const { id } = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const erasures: Operation[] = [];
    const onboarding = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'activate' && at === 'after-record') {
          erasures.push(await beginErasure(rig.ports, { ...ERASURE, cancel: true }));
        }
      },
    });
    expect(onboarding.state).toBe('succeeded');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({
      state: 'active',
      operation: erasures[0]?.id,
    });
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('ends a replay', async () => {
    await using rig = await twoTenants('bridged');
    const replay = await beginReplay(rig.ports, { tenant: ACME });
    await beginErasure(rig.ports, { ...ERASURE, cancel: true });
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    expect((await rig.ports.registry.operation(replay.id))?.state).toBe('undone');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('is refused when that one is stuck', async () => {
    await using rig = await stuckOnboarding();
    const begun = beginErasure(rig.ports, { ...ERASURE, cancel: true });
    await expect(begun).rejects.toThrow(TenantBusy);
  });

  test('gives the tenant back when that one gets stuck', async () => {
    await using rig = await ProvisioningRig.fresh();
    const onboarding = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const ports = { ...rig.ports, vault: brokenDiscard(rig.ports) };
    await runOperation(ports, onboarding.id, {
      observe: async ({ step, at }) => {
        if (step === 'create-topics' && at === 'before-run') {
          await beginErasure(rig.ports, { ...ERASURE, cancel: true });
        }
      },
    });
    const erasure = (await rig.ports.registry.unfinished()).find(({ kind }) => kind === 'erase');
    const ended = erasure && (await runOperation(rig.ports, erasure.id));
    expect(ended).toMatchObject({ state: 'undone', failure: { code: 'tenant.busy' } });
    expect(await rig.ports.registry.find(ACME)).toMatchObject({
      state: 'provisioning',
      operation: onboarding.id,
    });
  });

  test('that is called off itself leaves the tenant to its fate', async () => {
    await using rig = await ProvisioningRig.fresh();
    await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const erasure = await beginErasure(rig.ports, { ...ERASURE, cancel: true });
    await cancelOperation(rig.ports, erasure.id);
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    const tenant = await rig.ports.registry.find(ACME);
    expect(tenant).toMatchObject({ state: 'failed' });
    expect(tenant).not.toHaveProperty('operation');
  });
});

function brokenDiscard({ vault }: ProvisioningPorts): ProvisioningPorts['vault'] {
  return overriding(vault, {
    discard: async () => {
      throw new TenantErased('acme');
    },
  });
}

async function stuckOnboarding(): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  const ports = { ...rig.ports, vault: brokenDiscard(rig.ports) };
  const { id } = await beginOnboarding(ports, { tenant: ACME, tier: 'bridged' });
  await runOperation(ports, id, {
    observe: async ({ step, at }) => {
      if (step === 'create-keys' && at === 'after-effect') {
        await cancelOperation(ports, id);
      }
    },
  });
  return rig;
}
