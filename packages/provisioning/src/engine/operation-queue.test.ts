import { type Operation, operationId, tenantId } from '@tributary/domain/tenancy';
import { describe, expect, test } from 'vitest';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { ProvisioningRig } from '../testing/index.ts';
import { OperationQueue } from './operation-queue.ts';
import { resumeUnfinished } from './resume-unfinished.ts';

async function begin(ports: ProvisioningPorts, count: number) {
  const begun: Operation[] = [];
  for (let index = 0; index < count; index += 1) {
    begun.push(
      await beginOnboarding(ports, { tenant: tenantId(`tenant-${index}`), tier: 'pooled' }),
    );
  }
  return begun.map(({ id }) => id);
}

/** How many probes are under way at once, at most. */
function counting(ports: ProvisioningPorts) {
  const seen = { now: 0, most: 0 };
  const probe: ProvisioningPorts['readiness']['probe'] = async (...all) => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await new Promise((resolve) => setImmediate(resolve));
    await ports.readiness.probe(...all);
    seen.now -= 1;
  };
  return { seen, ports: { ...ports, readiness: { probe } } };
}

describe('a queue', () => {
  test('runs several operations at once, no more than it may', async () => {
    await using rig = await ProvisioningRig.fresh();
    const ids = await begin(rig.ports, 9);
    const { seen, ports } = counting(rig.ports);
    const ended: Operation[] = [];
    await using queue = new OperationQueue(ports, {
      concurrency: 2,
      onEnd: (operation) => ended.push(operation),
    });
    await Promise.all(ids.map((id) => queue.start(id)));
    await queue.idle();
    expect(ended.map(({ state }) => state)).toEqual(ids.map(() => 'succeeded'));
    // Two streams of each tenant are probed at once.
    expect(seen.most).toBe(4);
  });

  test('runs what is started twice once', async () => {
    await using rig = await ProvisioningRig.fresh();
    const [id] = await begin(rig.ports, 1);
    const ended: Operation[] = [];
    await using queue = new OperationQueue(rig.ports, {
      onEnd: (operation) => ended.push(operation),
    });
    await Promise.all([id, id].flatMap((each) => (each === undefined ? [] : [queue.start(each)])));
    await queue.idle();
    expect(ended.length).toBe(1);
  });

  test('tells what could not be run, and goes on', async () => {
    await using rig = await ProvisioningRig.fresh();
    const [id] = await begin(rig.ports, 1);
    const unknown = operationId('0198a7f0-0000-7000-8000-000000000001');
    const errors: unknown[] = [];
    const ended: Operation[] = [];
    await using queue = new OperationQueue(rig.ports, {
      concurrency: 1,
      onEnd: (operation) => ended.push(operation),
      onError: (_error, operation) => errors.push(operation),
    });
    await queue.start(unknown);
    await (id && queue.start(id));
    await queue.idle();
    expect(errors).toEqual([unknown]);
    expect(ended.map(({ state }) => state)).toEqual(['succeeded']);
  });

  test('stops what runs and begins nothing more when it is disposed of', async () => {
    await using rig = await ProvisioningRig.fresh();
    const ids = await begin(rig.ports, 3);
    const errors: unknown[] = [];
    {
      await using queue = new OperationQueue(rig.ports, {
        concurrency: 1,
        onError: (error) => errors.push(error),
      });
      await Promise.all(ids.map((id) => queue.start(id)));
    }
    expect(errors).toEqual([]);
    expect((await rig.ports.registry.unfinished()).length).toBe(3);
  });

  test('begins nothing once its signal is aborted', async () => {
    await using rig = await ProvisioningRig.fresh();
    const ids = await begin(rig.ports, 1);
    await using queue = new OperationQueue(rig.ports, { signal: AbortSignal.abort() });
    await Promise.all(ids.map((id) => queue.start(id)));
    await queue.idle();
    expect((await rig.ports.registry.unfinished()).map(({ id }) => id)).toEqual(ids);
  });
});

describe('after a start', () => {
  test('everything unfinished is finished', async () => {
    await using rig = await ProvisioningRig.fresh();
    await begin(rig.ports, 5);
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    const tenants = await rig.ports.registry.list({ limit: 10 });
    expect(tenants.map(({ state }) => state)).toEqual(tenants.map(() => 'active'));
  });

  test('what cannot be finished is named', async () => {
    await using rig = await ProvisioningRig.fresh();
    const [id] = await begin(rig.ports, 1);
    const publishControlEvent = async (): Promise<never> => {
      throw new RangeError('no');
    };
    const left = await resumeUnfinished({ ...rig.ports, publishControlEvent });
    expect(left).toMatchObject([{ id, state: 'stuck' }]);
  });
});
