import { TierUnknown } from '@tributary/domain/placement';
import {
  ConcurrentChange,
  IdempotencyKeyReused,
  OperationUnknown,
  TenantErased,
  TenantErasing,
  TenantExists,
  tenantId,
} from '@tributary/domain/tenancy';
import { DAY_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import { runOperation } from '../engine/run-operation.ts';
import { beginErasure } from '../erase-tenant/begin-erasure.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { failing, overriding, ProvisioningRig } from '../testing/index.ts';
import { beginOnboarding } from './begin-onboarding.ts';

const ACME = tenantId('acme');
const REQUEST = { tenant: ACME, tier: 'pooled' };
const ERASURE = { tenant: ACME, confirm: ACME, basis: 'end of contract' };

async function onboarded(ports: ProvisioningPorts) {
  return runOperation(ports, (await beginOnboarding(ports, REQUEST)).id);
}

test('reserves the id with an operation that has not begun', async () => {
  await using rig = await ProvisioningRig.fresh();
  const operation = await beginOnboarding(rig.ports, REQUEST);
  expect(operation).toMatchObject({ kind: 'onboard', state: 'running', input: { tier: 'pooled' } });
  expect(new Set(operation.steps.map(({ outcome }) => outcome))).toEqual(new Set(['pending']));
  expect(await rig.ports.registry.find(ACME)).toMatchObject({
    state: 'provisioning',
    onboarding: operation.id,
    operation: operation.id,
    version: 1,
  });
});

test('refuses a tier that there is not, and reserves nothing', async () => {
  await using rig = await ProvisioningRig.fresh();
  const begun = beginOnboarding(rig.ports, { ...REQUEST, tier: 'platinum' });
  await expect(begun).rejects.toThrow(TierUnknown);
  expect(await rig.ports.registry.find(ACME)).toBeUndefined();
});

describe('the same request again', () => {
  test('is the same operation while it runs', async () => {
    await using rig = await ProvisioningRig.fresh();
    const { id } = await beginOnboarding(rig.ports, REQUEST);
    expect((await beginOnboarding(rig.ports, REQUEST)).id).toBe(id);
  });

  test('is the same operation once it has succeeded', async () => {
    await using rig = await ProvisioningRig.fresh();
    const { id } = await onboarded(rig.ports);
    expect(await beginOnboarding(rig.ports, REQUEST)).toMatchObject({ id, state: 'succeeded' });
  });

  test('is the same operation when both come at the same moment', async () => {
    await using rig = await ProvisioningRig.fresh();
    const both = Array.from({ length: 8 }, () => beginOnboarding(rig.ports, REQUEST));
    expect(new Set((await Promise.all(both)).map(({ id }) => id)).size).toBe(1);
  });

  test('is a new operation once the first one has failed', async () => {
    await using rig = await ProvisioningRig.fresh();
    const vault = overriding(rig.ports.vault, {
      create: async () => {
        throw new TenantErased('acme');
      },
    });
    const first = await onboarded({ ...rig.ports, vault });
    expect(first.state).toBe('undone');
    const second = await beginOnboarding(rig.ports, { ...REQUEST, tier: 'bridged' });
    expect(second.id).not.toBe(first.id);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({
      state: 'provisioning',
      tier: 'bridged',
      onboarding: second.id,
    });
  });
});

describe('another request', () => {
  test('for a tier that it was not onboarded with is refused', async () => {
    await using rig = await ProvisioningRig.fresh();
    await beginOnboarding(rig.ports, REQUEST);
    const other = beginOnboarding(rig.ports, { ...REQUEST, tier: 'bridged' });
    await expect(other).rejects.toThrow(TenantExists);
  });

  test('for a tenant that is being erased is refused', async () => {
    await using rig = await ProvisioningRig.fresh();
    await onboarded(rig.ports);
    await beginErasure(rig.ports, ERASURE);
    await expect(beginOnboarding(rig.ports, REQUEST)).rejects.toThrow(TenantErasing);
  });

  test('for a tenant that was erased is refused for ever', async () => {
    await using rig = await ProvisioningRig.fresh();
    await onboarded(rig.ports);
    await runOperation(rig.ports, (await beginErasure(rig.ports, ERASURE)).id);
    await expect(beginOnboarding(rig.ports, REQUEST)).rejects.toThrow(TenantErased);
  });

  test('is refused while the erasure of a failed onboarding waits for its turn', async () => {
    await using rig = await ProvisioningRig.fresh();
    const { id } = await beginOnboarding(rig.ports, REQUEST);
    await beginErasure(rig.ports, { ...ERASURE, cancel: true });
    await runOperation(rig.ports, id);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'failed' });
    await expect(beginOnboarding(rig.ports, REQUEST)).rejects.toThrow(TenantErasing);
  });
});

describe('an idempotency key', () => {
  const KEYED = { ...REQUEST, idempotencyKey: 'operator/1' };

  test('brings back its operation, even a failed one', async () => {
    await using rig = await ProvisioningRig.fresh();
    const vault = overriding(rig.ports.vault, {
      create: async () => {
        throw new TenantErased('acme');
      },
    });
    const { id } = await beginOnboarding(rig.ports, KEYED);
    await runOperation({ ...rig.ports, vault }, id);
    expect(await beginOnboarding(rig.ports, KEYED)).toMatchObject({ id, state: 'undone' });
  });

  test('that came with another request is refused', async () => {
    await using rig = await ProvisioningRig.fresh();
    await beginOnboarding(rig.ports, KEYED);
    const other = beginOnboarding(rig.ports, { ...KEYED, tenant: tenantId('globex') });
    await expect(other).rejects.toThrow(IdempotencyKeyReused);
    expect(await rig.ports.registry.find(tenantId('globex'))).toBeUndefined();
  });

  test('is remembered for an operation that was there before it', async () => {
    await using rig = await ProvisioningRig.fresh();
    const { id } = await beginOnboarding(rig.ports, REQUEST);
    expect((await beginOnboarding(rig.ports, KEYED)).id).toBe(id);
    const other = beginOnboarding(rig.ports, { ...KEYED, tier: 'bridged' });
    await expect(other).rejects.toThrow(IdempotencyKeyReused);
  });

  test('is forgotten after a day', async () => {
    await using rig = await ProvisioningRig.fresh();
    await beginOnboarding(rig.ports, KEYED);
    await rig.ports.clock.sleep(DAY_MS + 1);
    const other = await beginOnboarding(rig.ports, { ...KEYED, tenant: tenantId('globex') });
    expect(other.tenant).toBe('globex');
  });
});

const changed = (): unknown => new ConcurrentChange({ record: 'tenant acme' });

test('decides again when the tenant changes meanwhile', async () => {
  await using rig = await ProvisioningRig.fresh();
  const { registry } = rig.ports;
  const write = failing(3, changed, registry.write.bind(registry));
  const operation = await beginOnboarding(
    { ...rig.ports, registry: overriding(registry, { write }) },
    REQUEST,
  );
  expect(await registry.operation(operation.id)).toEqual(operation);
});

test('gives up when the tenant changes each time, and has written nothing', async () => {
  await using rig = await ProvisioningRig.fresh();
  const { registry } = rig.ports;
  const write = failing(1_000, changed, registry.write.bind(registry));
  const begun = beginOnboarding(
    { ...rig.ports, registry: overriding(registry, { write }) },
    REQUEST,
  );
  await expect(begun).rejects.toThrow(ConcurrentChange);
  expect(await registry.unfinished()).toEqual([]);
});

test('a tenant whose operation is nowhere is a fault, not a free id', async () => {
  await using rig = await ProvisioningRig.fresh();
  await beginOnboarding(rig.ports, REQUEST);
  const registry = overriding(rig.ports.registry, { operation: async () => undefined });
  await expect(beginOnboarding({ ...rig.ports, registry }, REQUEST)).rejects.toThrow(
    OperationUnknown,
  );
});
