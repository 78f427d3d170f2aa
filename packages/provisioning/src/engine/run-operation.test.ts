import {
  ConcurrentChange,
  type OperationId,
  OperationUnknown,
  operationId,
  TenantErased,
  TenantUnknown,
  tenantId,
} from '@tributary/domain/tenancy';
import { ClusterUnavailable } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { cancelOperation } from '../cancel-operation.ts';
import { OperationTaken } from '../errors.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { CELL, failing, overriding, ProvisioningRig } from '../testing/index.ts';
import type { ObservedPoint } from './observe.ts';
import { runOperation } from './run-operation.ts';

const ACME = tenantId('acme');

async function begun(ports: ProvisioningPorts, tier = 'pooled'): Promise<OperationId> {
  return (await beginOnboarding(ports, { tenant: ACME, tier })).id;
}

function probeOf({ consumers }: ProvisioningRig): ProvisioningPorts['readiness']['probe'] {
  return consumers.probe.bind(consumers);
}

const silent = (): unknown => new ClusterUnavailable({ cell: CELL, doing: 'a probe' });

function withProbe(ports: ProvisioningPorts, probe: ProvisioningPorts['readiness']['probe']) {
  return { ...ports, readiness: { probe } };
}

describe('a step that fails', () => {
  test('is repeated with growing intervals while that can help', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probe = failing(2, silent, probeOf(rig));
    const ports = {
      ...withProbe(rig.ports, probe),
      retryLimits: { maxAttempts: 9, maxIntervalMs: 1_500 },
    };
    const before = ports.clock.now();
    const operation = await runOperation(ports, await begun(ports, 'plain'));
    expect(operation.state).toBe('succeeded');
    expect(ports.clock.now() - before).toBe(2_500);
    expect(operation.steps.find(({ name }) => name === 'prove-readiness')).toEqual({
      name: 'prove-readiness',
      outcome: 'done',
      attempts: 3,
      startedAt: before,
      endedAt: before + 2_500,
    });
  });

  test('is shown as failed while its next attempt is waited for', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probe = failing(1, silent, probeOf(rig));
    const id = await begun(rig.ports);
    const seen: unknown[] = [];
    const clock = overriding(rig.ports.clock, {
      sleep: async (ms) => {
        seen.push((await rig.ports.registry.operation(id))?.steps[6]);
        await rig.ports.clock.sleep(ms);
      },
    });
    await runOperation({ ...withProbe(rig.ports, probe), clock }, id);
    expect(seen[0]).toMatchObject({
      outcome: 'failed',
      attempts: 1,
      failure: { code: 'cluster.unavailable', remedy: 'retry-later' },
    });
  });

  test('is given up after as many attempts as it has', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probe = failing(99, silent, probeOf(rig));
    const operation = await runOperation(withProbe(rig.ports, probe), await begun(rig.ports));
    expect(operation.state).toBe('undone');
    expect(operation.steps[6]).toMatchObject({ attempts: 3, outcome: 'undone' });
  });

  test('is given up at once where repeating cannot help', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probe = failing(1, () => new TenantErased('acme'), probeOf(rig));
    const operation = await runOperation(withProbe(rig.ports, probe), await begun(rig.ports));
    expect(operation).toMatchObject({
      state: 'undone',
      failure: { step: 'prove-readiness', code: 'tenant.erased', remedy: 'fix-request' },
    });
  });

  test('is repeated when nobody foresaw the error, of which nothing but its name is kept', async () => {
    await using rig = await ProvisioningRig.fresh();
    const errors = [new RangeError('secret'), 'secret'];
    const probe = failing(9, () => errors.shift() ?? new TypeError('secret'), probeOf(rig));
    const operation = await runOperation(withProbe(rig.ports, probe), await begun(rig.ports));
    expect(operation.failure).toEqual({
      step: 'prove-readiness',
      code: 'platform.unforeseen',
      message: expect.stringContaining('TypeError'),
      remedy: 'call-operator',
    });
    expect(JSON.stringify(operation)).not.toContain('secret');
  });
});

describe('after its pivot', () => {
  test('an operation is stuck instead of undone, and goes on once the obstacle is gone', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports);
    const publishControlEvent = failing(3, silent, rig.ports.publishControlEvent);
    const ports = { ...rig.ports, publishControlEvent };
    const first = await runOperation(ports, id);
    expect(first).toMatchObject({
      state: 'stuck',
      failure: { step: 'publish-provisioned', code: 'cluster.unavailable' },
    });
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'active', operation: id });
    const second = await runOperation(ports, id);
    expect(second.state).toBe('succeeded');
    expect(second).not.toHaveProperty('failure');
    expect(await rig.ports.registry.find(ACME)).not.toHaveProperty('operation');
  });
});

describe('an undo that fails', () => {
  test('is repeated', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probe = failing(1, () => new TenantErased('acme'), probeOf(rig));
    const { vault } = rig.ports;
    const discard = failing(2, silent, vault.discard.bind(vault));
    const ports = { ...withProbe(rig.ports, probe), vault: overriding(vault, { discard }) };
    const operation = await runOperation(ports, await begun(rig.ports));
    expect(operation).toMatchObject({ state: 'undone', failure: { code: 'tenant.erased' } });
  });

  test('leaves the operation stuck; the next run goes on undoing, and it still says what failed first', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probe = failing(1, () => new TenantErased('acme'), probeOf(rig));
    const { vault } = rig.ports;
    const discard = failing(3, silent, vault.discard.bind(vault));
    const ports = { ...withProbe(rig.ports, probe), vault: overriding(vault, { discard }) };
    const id = await begun(rig.ports);
    expect(await runOperation(ports, id)).toMatchObject({
      state: 'stuck',
      failure: { step: 'create-keys', code: 'cluster.unavailable' },
    });
    expect(await runOperation(ports, id)).toMatchObject({
      state: 'undone',
      failure: { step: 'prove-readiness', code: 'tenant.erased' },
    });
    expect(await rig.ports.vault.status(ACME)).toEqual({ kind: 'absent' });
  });
});

describe('a run that is told to stop', () => {
  test('stops where it stands, and the next one goes on from there', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports);
    const stop = new AbortController();
    const reason = new RangeError('stop');
    const probe = async (): Promise<void> => {
      stop.abort(reason);
      throw silent();
    };
    const run = runOperation(withProbe(rig.ports, probe), id, { signal: stop.signal });
    await expect(run).rejects.toBe(reason);
    expect(await rig.ports.registry.operation(id)).toMatchObject({ state: 'running' });
    expect(await runOperation(rig.ports, id)).toMatchObject({ state: 'succeeded' });
  });

  test('before it began touches nothing', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports);
    const before = await rig.ports.registry.operation(id);
    await expect(runOperation(rig.ports, id, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await rig.ports.registry.operation(id)).toEqual(before);
  });
});

test('an operation that has ended is not run again', async () => {
  await using rig = await ProvisioningRig.fresh();
  const first = await runOperation(rig.ports, await begun(rig.ports));
  expect(await runOperation(rig.ports, first.id)).toEqual(first);
});

test('two runs of one operation in one process are one', async () => {
  await using rig = await ProvisioningRig.fresh();
  const id = await begun(rig.ports);
  const runs = await Promise.all([runOperation(rig.ports, id), runOperation(rig.ports, id)]);
  expect(runs[0]).toBe(runs[1]);
  expect(runs[0].steps.map(({ attempts }) => attempts)).not.toContain(2);
});

test('an engine lets go of an operation that another one writes', async () => {
  await using rig = await ProvisioningRig.fresh();
  const id = await begun(rig.ports);
  const { registry } = rig.ports;
  const probe = async (): Promise<void> => {
    const operation = await registry.operation(id);
    await (operation &&
      registry.write({
        operation: { ...operation, notes: { foreign: true }, version: operation.version + 1 },
      }));
  };
  await expect(runOperation(withProbe(rig.ports, probe), id)).rejects.toThrow(OperationTaken);
});

test('an engine gives up when its writes are refused each time', async () => {
  await using rig = await ProvisioningRig.fresh();
  const id = await begun(rig.ports);
  const write = failing(
    1_000,
    () => new ConcurrentChange({ record: 'tenant acme' }),
    rig.ports.registry.write,
  );
  const registry = overriding(rig.ports.registry, { write });
  await expect(runOperation({ ...rig.ports, registry }, id)).rejects.toThrow(ConcurrentChange);
});

test('an operation that nobody has begun is unknown', async () => {
  await using rig = await ProvisioningRig.fresh();
  const id = operationId('0198a7f0-0000-7000-8000-000000000001');
  await expect(runOperation(rig.ports, id)).rejects.toThrow(OperationUnknown);
});

test('an operation of a tenant that is nowhere is a fault', async () => {
  await using rig = await ProvisioningRig.fresh();
  const id = await begun(rig.ports);
  const registry = overriding(rig.ports.registry, { find: async () => undefined });
  await expect(runOperation({ ...rig.ports, registry }, id)).rejects.toThrow(TenantUnknown);
});

test('a step that is recorded nowhere, as after an upgrade, is run like any other', async () => {
  await using rig = await ProvisioningRig.fresh();
  const id = await begun(rig.ports);
  const operation = await rig.ports.registry.operation(id);
  await (operation &&
    rig.ports.registry.write({
      operation: { ...operation, steps: operation.steps.slice(1), version: operation.version + 1 },
    }));
  expect(await runOperation(rig.ports, id)).toMatchObject({ state: 'succeeded' });
});

describe('an observer', () => {
  test('sees three points of each step that is needed, in order', async () => {
    await using rig = await ProvisioningRig.fresh();
    const points: ObservedPoint[] = [];
    const observe = (point: ObservedPoint): void => {
      points.push(point);
    };
    await runOperation(rig.ports, await begun(rig.ports), { observe });
    expect(points.map(({ step, at }) => `${step} ${at}`)).toEqual(
      [
        'place-streams',
        'create-keys',
        'prove-readiness',
        'activate',
        'publish-provisioned',
      ].flatMap((step) => [`${step} before-run`, `${step} after-effect`, `${step} after-record`]),
    );
  });

  test('sees three points of each undo, from the last step back', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probe = failing(1, () => new TenantErased('acme'), probeOf(rig));
    const points: string[] = [];
    const id = await begun(rig.ports);
    await runOperation(withProbe(rig.ports, probe), id, {
      observe: ({ step, at }) => {
        points.push(`${step} ${at}`);
      },
    });
    expect(points.filter((point) => point.endsWith('undo'))).toEqual(
      ['prove-readiness', 'create-keys', 'place-streams'].flatMap((step) => [
        `${step} before-undo`,
        `${step} inside-undo`,
        `${step} after-undo`,
      ]),
    );
  });
});

describe('an operation that is cancelled', () => {
  test('before it began is undone without a trace', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports);
    await cancelOperation(rig.ports, id);
    const operation = await runOperation(rig.ports, id);
    expect(operation).toMatchObject({
      state: 'undone',
      failure: { step: 'place-streams', code: 'operation.cancelled' },
    });
    expect(new Set(operation.steps.map(({ attempts }) => attempts))).toEqual(new Set([0]));
  });

  test('between two steps is undone from there', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports);
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'create-keys' && at === 'after-effect') {
          await cancelOperation(rig.ports, id);
        }
      },
    });
    expect(operation).toMatchObject({ state: 'undone', cancelRequested: true });
    expect(await rig.ports.vault.status(ACME)).toEqual({ kind: 'absent' });
  });

  test('while its pivot runs is undone, for nothing was written yet', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports);
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'activate' && at === 'after-effect') {
          await cancelOperation(rig.ports, id);
        }
      },
    });
    expect(operation).toMatchObject({ state: 'undone', failure: { step: 'activate' } });
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'failed' });
  });

  test('while it waits is undone without waiting on', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports, 'siloed');
    const { clusters } = rig.ports;
    let isCancelled = false;
    const slow = overriding(clusters, {
      state: async (cell) => (isCancelled ? clusters.state(cell) : 'creating'),
    });
    const clock = overriding(rig.ports.clock, {
      sleep: async (ms) => {
        await rig.ports.clock.sleep(ms);
        await cancelOperation(rig.ports, id);
        isCancelled = true;
      },
    });
    const operation = await runOperation({ ...rig.ports, clusters: slow, clock }, id);
    expect(operation).toMatchObject({ state: 'undone', failure: { step: 'create-cluster' } });
  });

  test('while a failed step waits for its next attempt is not attempted again', async () => {
    await using rig = await ProvisioningRig.fresh();
    const id = await begun(rig.ports);
    const probe = async (): Promise<void> => {
      await cancelOperation(rig.ports, id);
      throw silent();
    };
    const operation = await runOperation(withProbe(rig.ports, probe), id);
    expect(operation.steps[6]).toMatchObject({ attempts: 1 });
    expect(operation.state).toBe('undone');
  });
});
