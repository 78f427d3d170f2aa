import { CellFull, cellId, NoSharedCell } from '@tributary/domain/placement';
import { CONTROL_TOPIC, POOL, streamName, topicName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { ensurePlatform } from './ensure-platform.ts';
import { TopicShapeDiffers } from './errors.ts';
import { CELL, overriding, ProvisioningRig } from './testing/index.ts';

const SECOND = cellId('cell-2');

async function state({ ports }: ProvisioningRig) {
  const cells = await ports.cells.list();
  const topics = cells.map(({ id }) =>
    ports.sessions.session(id, { kind: 'operator' }).topics.list(),
  );
  return {
    cells,
    topics: await Promise.all(topics),
    subscriptions: await ports.subscriptions.list(),
  };
}

test('a new platform has its cell, the pool topics, the canary and the control topic', async () => {
  await using rig = await ProvisioningRig.fresh();
  const { cells, topics, subscriptions } = await state(rig);
  expect(cells).toMatchObject([{ id: CELL, kind: 'shared', used: { partitions: 8, groups: 3 } }]);
  expect(topics).toEqual([
    ['canary.audit', 'canary.orders', 'canary.users', CONTROL_TOPIC, 'pool.orders', 'pool.users'],
  ]);
  expect(subscriptions.map(({ group, owner }) => [group, owner])).toEqual([
    ['pool.orders.tally.1', POOL],
    ['pool.users.mailer.1', POOL],
    ['pool.users.mirror.1', POOL],
  ]);
});

test('twice equals once', async () => {
  await using rig = await ProvisioningRig.fresh();
  const before = await state(rig);
  await ensurePlatform(rig.ports);
  expect(await state(rig)).toEqual(before);
});

test('a second cell gets pools and groups of its own, and no second control topic', async () => {
  await using rig = await ProvisioningRig.fresh();
  const shared = [{ id: SECOND, profile: 'embedded' }] as const;
  await ensurePlatform({ ...rig.ports, cellPlan: { ...rig.ports.cellPlan, shared } });
  await ensurePlatform(rig.ports);
  const { topics, subscriptions } = await state(rig);
  expect(topics[1]).not.toContain(CONTROL_TOPIC);
  expect(subscriptions.filter(({ cell }) => cell === SECOND).map(({ group }) => group)).toEqual([
    'pool.orders.tally.2',
    'pool.users.mailer.2',
    'pool.users.mirror.2',
  ]);
  expect(subscriptions.length).toBe(6);
});

test('waits for the budget of partition changes', async () => {
  await using rig = await ProvisioningRig.fresh();
  const before = rig.ports.clock.now();
  const waits = [4_000];
  const cells = overriding(rig.ports.cells, {
    meter: async () => ({ waitMs: waits.shift() ?? 0 }),
  });
  const shared = [{ id: SECOND, profile: 'embedded' }] as const;
  await ensurePlatform({ ...rig.ports, cells, cellPlan: { ...rig.ports.cellPlan, shared } });
  expect(rig.ports.clock.now() - before).toBe(4_000);
});

describe('is refused', () => {
  test('when the catalogue asks for another shape of a pool topic than there is', async () => {
    await using rig = await ProvisioningRig.fresh();
    const stream = streamName('orders');
    const pool = rig.ports.catalogue.pools.get(stream);
    const pools = new Map(pool === undefined ? [] : [[stream, { ...pool, partitions: 3 }]]);
    const catalogue = { ...rig.ports.catalogue, pools };
    await expect(ensurePlatform({ ...rig.ports, catalogue })).rejects.toThrow(TopicShapeDiffers);
    const { topics } = rig.ports.sessions.session(CELL, { kind: 'operator' });
    expect(await topics.describe(topicName(POOL, stream))).toMatchObject({ partitions: 2 });
  });

  test('when there is no shared cell', async () => {
    await using rig = await ProvisioningRig.fresh();
    const cells = overriding(rig.ports.cells, { list: async () => [] });
    await expect(ensurePlatform({ ...rig.ports, cells })).rejects.toThrow(NoSharedCell);
  });

  test('when a cell has no room for the platform itself', async () => {
    await using rig = await ProvisioningRig.fresh();
    const full = new CellFull({ cell: CELL, limit: 'groups', max: 1, used: 1, asked: 1 });
    const cells = overriding(rig.ports.cells, {
      claim: async () => {
        throw full;
      },
    });
    await expect(ensurePlatform({ ...rig.ports, cells })).rejects.toThrow(full);
  });
});
