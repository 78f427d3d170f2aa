import { tenantId } from '@tributary/domain/tenancy';
import { describe, expect, test } from 'vitest';
import { runOperation } from './engine/run-operation.ts';
import { beginOnboarding } from './onboard-tenant/begin-onboarding.ts';
import { SAGAS } from './sagas.ts';
import { overriding, ProvisioningRig } from './testing/index.ts';

const ALL = Object.entries(SAGAS);

describe.each(ALL)('the saga %s', (kind, saga) => {
  const names = saga.steps.map(({ name }) => name);
  const pivot = names.indexOf(saga.pivot);

  test('bears the name of its operations', () => {
    expect(saga.name).toBe(kind);
  });

  test('has steps whose names differ, and can be states of a state machine', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z-]{1,79}$/.test(name))).toEqual([]);
  });

  test('has a pivot that changes nothing but the registry', () => {
    expect(saga.steps[pivot]).toMatchObject({ executor: 'registry' });
    expect(saga.steps[pivot]).not.toHaveProperty('undo');
  });

  test('undoes nothing after its pivot', () => {
    expect(saga.steps.slice(pivot).filter(({ undo }) => undo !== undefined)).toEqual([]);
  });

  test('can undo each step before its pivot that makes something for good', () => {
    const lasting = saga.steps
      .slice(0, pivot)
      .filter(({ undo, executor }) => undo === undefined && executor !== 'registry')
      .map(({ name }) => name);
    // They look, deliver again what was delivered before, or clear what a replay makes anew.
    const harmless = [
      'prove-isolation',
      'take-inventory',
      'clear-projections',
      'plan-ranges',
      'deliver',
    ];
    expect(lasting.filter((name) => !harmless.includes(name))).toEqual([]);
  });

  test('gives each step at least one attempt and intervals that do not shrink', () => {
    for (const { retry } of saga.steps) {
      expect(retry.maxAttempts).toBeGreaterThanOrEqual(1);
      expect(retry.backoffRate).toBeGreaterThanOrEqual(1);
    }
  });
});

test('onboarding to a pool costs one write for each step that it needs, and three more', async () => {
  await using rig = await ProvisioningRig.fresh();
  const { registry } = rig.ports;
  let writes = 0;
  const counted = overriding(registry, {
    write: (change) => {
      writes += 1;
      return registry.write(change);
    },
  });
  const ports = { ...rig.ports, registry: counted };
  const { id } = await beginOnboarding(ports, { tenant: tenantId('acme'), tier: 'pooled' });
  const { steps } = await runOperation(ports, id);
  const needed = steps.filter(({ attempts }) => attempts > 0);
  expect(needed.length).toBe(5);
  expect(writes).toBe(needed.length + 3);
});
