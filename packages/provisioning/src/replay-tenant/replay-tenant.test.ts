import {
  ConsumerFailed,
  type KafkaEvent,
  ReplayEmpty,
  ReplayFromFuture,
  ReplayRefused,
} from '@tributary/domain/consumption';
import { ConsumerUnknown, StreamNotOffered } from '@tributary/domain/placement';
import { type Operation, TenantErased, tenantId } from '@tributary/domain/tenancy';
import { streamName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { cancelOperation } from '../cancel-operation.ts';
import { runOperation } from '../engine/run-operation.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { overriding, ProvisioningRig } from '../testing/index.ts';
import { beginReplay } from './begin-replay.ts';

const ACME = tenantId('acme');
const LABS = tenantId('acme-labs');
const ORDERS = streamName('orders');
const USERS = streamName('users');
const TENANT = { tenant: ACME };

async function run(ports: ProvisioningPorts, begun: Promise<Operation>): Promise<Operation> {
  return runOperation(ports, (await begun).id);
}

function ids(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

/** Two tenants, each with a probe and seven events on each of two streams, all consumed. */
async function streaming(tier = 'pooled'): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  for (const tenant of [ACME, LABS]) {
    await run(rig.ports, beginOnboarding(rig.ports, { tenant, tier }));
    for (const stream of [ORDERS, USERS]) {
      await rig.consumers.publish(tenant, stream, ids(`${tenant}-${stream}`, 7));
      await rig.consumers.deliver(tenant, stream);
    }
  }
  return rig;
}

async function counts({ consumers }: ProvisioningRig): Promise<readonly number[]> {
  return Promise.all(
    [ACME, LABS].flatMap((tenant) =>
      ['tally', 'mirror', 'mailer'].map((name) => consumers.count(tenant, name)),
    ),
  );
}

describe.each(['pooled', 'bridged'])('a replay of a tenant of tier %s', (tier) => {
  test('makes the projection of a rebuilding consumer anew: each event counts once', async () => {
    await using rig = await streaming(tier);
    const replay = beginReplay(rig.ports, { ...TENANT, consumer: 'tally' });
    const operation = await run(rig.ports, replay);
    expect(operation).toMatchObject({ state: 'succeeded', notes: { delivered: 8 } });
    expect(await counts(rig)).toEqual([8, 8, 8, 8, 8, 8]);
    await rig.consumers.deliver(ACME, ORDERS);
    expect(await counts(rig)).toEqual([8, 8, 8, 8, 8, 8]);
  });

  test('gives a reapplying consumer everything on top, under a run of its own', async () => {
    await using rig = await streaming(tier);
    const { id } = await run(rig.ports, beginReplay(rig.ports, { ...TENANT, consumer: 'mirror' }));
    expect(await counts(rig)).toEqual([8, 16, 8, 8, 8, 8]);
    const runs = new Set(rig.consumers.invocations.map((invocation) => invocation.run));
    expect(runs).toEqual(new Set([`replay-${id}`]));
  });

  test('never gives a consumer more than its batch, nor anything of another tenant', async () => {
    await using rig = await streaming(tier);
    await run(rig.ports, beginReplay(rig.ports, TENANT));
    const sizes = rig.consumers.invocations.map(({ count }) => count);
    expect(Math.max(...sizes)).toBe(3);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(16);
  });

  test('does not deliver what is appended after it has begun', async () => {
    await using rig = await streaming(tier);
    const { id } = await beginReplay(rig.ports, { ...TENANT, consumer: 'mirror' });
    await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'plan-ranges' && at === 'after-record') {
          await rig.consumers.publish(ACME, USERS, ids('late', 5));
        }
      },
    });
    expect(await rig.consumers.count(ACME, 'mirror')).toBe(16);
  });

  test('since a time delivers what is not older', async () => {
    await using rig = await streaming(tier);
    await rig.ports.clock.sleep(10_000);
    const since = rig.ports.clock.now();
    await rig.consumers.publish(ACME, USERS, ids('new', 2));
    const replay = beginReplay(rig.ports, { ...TENANT, consumer: 'mirror', since });
    expect((await run(rig.ports, replay)).notes['delivered']).toBe(2);
  });
});

test('a live event that comes while a projection is rebuilt counts once', async () => {
  await using rig = await streaming('pooled');
  await rig.consumers.publish(ACME, ORDERS, ids('lag', 4));
  const { id } = await beginReplay(rig.ports, { ...TENANT, consumer: 'tally' });
  await runOperation(rig.ports, id, {
    observe: async ({ step, at }) => {
      if (at === 'after-record') {
        await rig.consumers.publish(ACME, ORDERS, [`during-${step}`]);
        await rig.consumers.deliver(ACME, ORDERS);
      }
    },
  });
  const steps = ['pause-live', 'clear-projections', 'plan-ranges', 'deliver', 'complete'].length;
  expect(await rig.consumers.count(ACME, 'tally')).toBe(8 + 4 + steps);
});

describe('while a projection is rebuilt from topics of its own', () => {
  test('the live subscription stands still, and goes on afterwards', async () => {
    await using rig = await streaming('bridged');
    const states: string[] = [];
    const { invoker } = rig.ports;
    const watching = overriding(invoker, {
      invoke: async (consumer, event, options) => {
        const all = await rig.ports.subscriptions.list(ACME);
        states.push(...all.filter((each) => each.consumer === 'tally').map(({ state }) => state));
        return invoker.invoke(consumer, event, options);
      },
    });
    const ports = { ...rig.ports, invoker: watching };
    await run(ports, beginReplay(ports, { ...TENANT, consumer: 'tally' }));
    expect(new Set(states)).toEqual(new Set(['paused']));
    const after = (await rig.ports.subscriptions.list(ACME)).map(({ state }) => state);
    expect(after).toEqual(['enabled', 'enabled', 'enabled']);
  });

  test('it goes on when the replay is cancelled', async () => {
    await using rig = await streaming('bridged');
    const { id } = await beginReplay(rig.ports, { ...TENANT, consumer: 'tally' });
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'clear-projections' && at === 'after-effect') {
          await cancelOperation(rig.ports, id);
        }
      },
    });
    expect(operation.state).toBe('undone');
    const after = (await rig.ports.subscriptions.list(ACME)).map(({ state }) => state);
    expect(after).toEqual(['enabled', 'enabled', 'enabled']);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'active' });
  });
});

describe('a replay', () => {
  test('keeps to its pace', async () => {
    await using rig = await streaming('bridged');
    const before = rig.ports.clock.now();
    const replayPace = { ...rig.ports.replayPace, recordsPerSecond: 2 };
    const ports = { ...rig.ports, replayPace };
    await run(ports, beginReplay(ports, { ...TENANT, consumer: 'mirror' }));
    expect(rig.ports.clock.now() - before).toBe(4_000);
  });

  test('passes over what retention has deleted meanwhile', async () => {
    await using rig = await streaming('bridged');
    const { id } = await beginReplay(rig.ports, { ...TENANT, consumer: 'mirror' });
    await rig.ports.clock.sleep(8 * 86_400_000);
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'deliver' && at === 'before-run') {
          await rig.embedded.enforceRetention(rig.ports.clock.now());
        }
      },
    });
    expect(operation).toMatchObject({ state: 'succeeded', notes: { delivered: 0 } });
  });

  test('goes on from the record that a consumer did not take', async () => {
    await using rig = await streaming('bridged');
    const { invoker } = rig.ports;
    let isFirst = true;
    const partial = overriding(invoker, {
      invoke: async (consumer, event, options) => {
        const [key, records] = Object.entries(event.records)[0] ?? ['', []];
        const [taken, refused] = records;
        if (!isFirst || taken === undefined || refused === undefined) {
          return invoker.invoke(consumer, event, options);
        }
        isFirst = false;
        await invoker.invoke(consumer, { ...event, records: { [key]: [taken] } }, options);
        return {
          batchItemFailures: [{ itemIdentifier: { partition: key, offset: refused.offset } }],
        };
      },
    });
    const ports = { ...rig.ports, invoker: partial };
    const operation = await run(ports, beginReplay(ports, { ...TENANT, consumer: 'mirror' }));
    expect(operation).toMatchObject({ state: 'succeeded', notes: { delivered: 8 } });
    expect(await rig.consumers.count(ACME, 'mirror')).toBe(16);
  });

  test('repeats a batch whose consumer failed, without counting anything twice', async () => {
    await using rig = await streaming('bridged');
    const { invoker } = rig.ports;
    let calls = 0;
    const failing = overriding(invoker, {
      invoke: async (consumer, event, options) => {
        const response = await invoker.invoke(consumer, event, options);
        calls += 1;
        if (calls === 1 || calls === 3) {
          throw new ConsumerFailed({ consumer, how: 'crashed' });
        }
        return response;
      },
    });
    const ports = { ...rig.ports, invoker: failing };
    const operation = await run(ports, beginReplay(ports, { ...TENANT, consumer: 'mirror' }));
    expect(operation).toMatchObject({ state: 'succeeded', notes: { delivered: 8 } });
    expect(await rig.consumers.count(ACME, 'mirror')).toBe(16);
  });

  test('is given up when a consumer gives the first record back again and again', async () => {
    await using rig = await streaming('bridged');
    const invoker = overriding(rig.ports.invoker, {
      invoke: async (_consumer: string, event: KafkaEvent) => {
        const [partition, records] = Object.entries(event.records)[0] ?? ['', []];
        const offset = records[0]?.offset ?? 0;
        return { batchItemFailures: [{ itemIdentifier: { partition, offset } }] };
      },
    });
    const ports = { ...rig.ports, invoker };
    const operation = await run(ports, beginReplay(ports, { ...TENANT, consumer: 'mirror' }));
    expect(operation).toMatchObject({
      state: 'undone',
      failure: { step: 'deliver', code: 'replay.stalled' },
    });
  });

  test('is cancelled between two pages', async () => {
    await using rig = await streaming('bridged');
    const { id } = await beginReplay(rig.ports, { ...TENANT, consumer: 'mirror' });
    const { invoker } = rig.ports;
    const cancelling = overriding(invoker, {
      invoke: async (consumer, event, options) => {
        await cancelOperation(rig.ports, id);
        return invoker.invoke(consumer, event, options);
      },
    });
    const operation = await runOperation({ ...rig.ports, invoker: cancelling }, id);
    expect(operation).toMatchObject({ state: 'undone', failure: { code: 'operation.cancelled' } });
    expect(operation.notes['delivered']).toBeLessThan(8);
  });

  test('of everything leaves out consumers that take none', async () => {
    await using rig = await streaming('bridged');
    const operation = await run(rig.ports, beginReplay(rig.ports, TENANT));
    expect(operation.notes['consumers']).toEqual([
      { name: 'tally', mode: 'rebuild' },
      { name: 'mirror', mode: 'reapply' },
    ]);
    expect(await counts(rig)).toEqual([8, 16, 8, 8, 8, 8]);
  });

  test('asked for again while it runs is the same', async () => {
    await using rig = await streaming('bridged');
    const wish = { ...TENANT, streams: ['users', 'orders', 'users'] };
    const { id } = await beginReplay(rig.ports, wish);
    const again = { ...TENANT, streams: ['orders', 'users'] };
    expect((await beginReplay(rig.ports, again)).id).toBe(id);
  });

  test('asked for again once it has ended is a new one', async () => {
    await using rig = await streaming('bridged');
    const first = await run(rig.ports, beginReplay(rig.ports, TENANT));
    expect((await beginReplay(rig.ports, TENANT)).id).not.toBe(first.id);
  });

  test.each([
    ['from the future', { since: 2 ** 42 }, ReplayFromFuture],
    ['to a consumer that takes none', { consumer: 'mailer' }, ReplayRefused],
    ['since a time to a consumer that rebuilds', { consumer: 'tally', since: 0 }, ReplayRefused],
    ['to a consumer that there is not', { consumer: 'nobody' }, ConsumerUnknown],
    ['of a stream that there is not', { streams: ['nothing'] }, StreamNotOffered],
    ['of a stream that nobody reads', { streams: ['audit'] }, ReplayEmpty],
    ['to a consumer of another stream', { streams: ['orders'], consumer: 'mirror' }, ReplayEmpty],
  ])('%s is refused', async (_what, wish, refusal) => {
    await using rig = await streaming('bridged');
    await expect(beginReplay(rig.ports, { ...TENANT, ...wish })).rejects.toThrow(refusal);
    expect(await rig.ports.registry.find(ACME)).not.toHaveProperty('operation');
  });

  test('whose range is noted for a consumer that is not, is a fault', async () => {
    await using rig = await streaming('bridged');
    const operation = await beginReplay(rig.ports, TENANT);
    const notes = { consumers: [{ name: 'tally', mode: 'sometimes' }] };
    await rig.ports.registry.write({ operation: { ...operation, notes, version: 2 } });
    expect(await runOperation(rig.ports, operation.id)).toMatchObject({
      state: 'undone',
      failure: { code: 'operation.notes-damaged' },
    });
  });

  test('whose range is of another consumer is a fault', async () => {
    await using rig = await streaming('bridged');
    const operation = await beginReplay(rig.ports, TENANT);
    const range = { consumer: 'mailer', cell: 'cell-1', topic: 'acme.users', partition: 0 };
    const ranges = [{ ...range, next: 0, end: 1 }];
    const notes = { ...operation.notes, ranges };
    await rig.ports.registry.write({ operation: { ...operation, notes, version: 2 } });
    expect(await runOperation(rig.ports, operation.id)).toMatchObject({
      failure: { step: 'deliver', code: 'operation.notes-damaged' },
    });
  });

  test('lets other errors of a log through', async () => {
    await using rig = await streaming('bridged');
    const sessions = overriding(rig.ports.sessions, {
      session: (cell, principal) => {
        const session = rig.ports.sessions.session(cell, principal);
        const read = async (): Promise<never> => {
          throw new TenantErased('acme');
        };
        return { ...session, log: overriding(session.log, { read }) };
      },
    });
    const ports = { ...rig.ports, sessions };
    const operation = await run(ports, beginReplay(ports, TENANT));
    expect(operation.failure).toMatchObject({ step: 'deliver', code: 'tenant.erased' });
  });
});
