import { type Embedded, openEmbedded, StateDamaged } from '@tributary/adapter-embedded';
import { type EnvelopeContext, EnvelopeRefused, KeyRing } from '@tributary/domain/keys';
import { cellId } from '@tributary/domain/placement';
import { CANARY_TENANT, tenantId } from '@tributary/domain/tenancy';
import {
  aggregateId,
  type ClusterSession,
  CONTROL_TOPIC,
  groupName,
  NotAuthorized,
  POOL,
  streamName,
  type TopicOwner,
  topicName,
} from '@tributary/domain/topics';
import { systemClock } from '@tributary/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { delivered, RunningPlatform } from '../integration/support/running-platform.ts';
import { ownOperations, sagaOperations, type Target } from './support/cluster-operations.ts';

const ORDERS = streamName('orders');
const SHARED = 'cell-1';
const SILO = 'silo-initech';
const TENANTS = {
  acme: 'business',
  'acme-labs': 'business',
  gone: 'business',
  initech: 'enterprise',
  hooli: 'starter',
  pied: 'starter',
};

let running: RunningPlatform;
let embedded: Embedded;
let before: unknown;

beforeAll(async () => {
  running = await RunningPlatform.start();
  await Promise.all(Object.entries(TENANTS).map(([id, tier]) => running.onboard(id, tier)));
  for (const tenant of Object.keys(TENANTS)) {
    await running.call('POST', `/tenants/${tenant}/events`, { body: delivered('o-1') });
  }
  await running.platform.idle();
  await running.ended('POST', '/tenants/gone/erasures', { confirm: 'gone', basis: 'ended' });
  embedded = await openEmbedded({ directory: running.platform.directory });
  before = await inventory();
}, 120_000);

afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
  await running[Symbol.asyncDispose]();
});

function session(tenant: string, cell: string): ClusterSession {
  return running.platform.tenantSession(tenant, cell);
}

function belonging(owner: TopicOwner): Target {
  return {
    topic: topicName(owner, ORDERS),
    group: groupName({ owner, stream: ORDERS, consumer: 'order-notices', epoch: 1 }),
  };
}

const OF_POOL = belonging(POOL);

/** Every topic and group on both clusters, and where each stands. */
async function inventory(): Promise<unknown> {
  const cells = [SHARED, SILO].map(async (cell) => {
    const { groups, log, topics } = embedded.sessions.session(cellId(cell), { kind: 'operator' });
    const names = await topics.list();
    return {
      groups: await groups.list(),
      topics: await Promise.all(names.map(async (name) => [name, await log.offsets(name)])),
    };
  });
  return Promise.all(cells);
}

const DOORS = [
  { who: 'acme', of: 'acme-labs', on: SHARED, target: belonging(tenantId('acme-labs')) },
  { who: 'acme-labs', of: 'acme', on: SHARED, target: belonging(tenantId('acme')) },
  { who: 'acme', of: 'a silo', on: SILO, target: belonging(tenantId('initech')) },
  { who: 'initech', of: 'acme', on: SHARED, target: belonging(tenantId('acme')) },
  {
    who: 'acme',
    of: 'its own name on another cluster',
    on: SILO,
    target: belonging(tenantId('acme')),
  },
  { who: 'acme', of: 'the pool', on: SHARED, target: OF_POOL },
  { who: 'initech', of: 'the pool', on: SHARED, target: OF_POOL },
  { who: 'hooli', of: 'the pool that its events are in', on: SHARED, target: OF_POOL },
  { who: 'hooli', of: 'acme', on: SHARED, target: belonging(tenantId('acme')) },
  {
    who: 'acme',
    of: 'the control plane',
    on: SHARED,
    target: { ...OF_POOL, topic: CONTROL_TOPIC },
  },
  { who: 'acme', of: 'the canary', on: SHARED, target: belonging(CANARY_TENANT) },
  { who: 'acme', of: 'nobody', on: SHARED, target: belonging(tenantId('acme-nobody')) },
  {
    who: 'acme',
    of: 'acme-labs, through a group of its own',
    on: SHARED,
    target: { ...belonging(tenantId('acme-labs')), group: belonging(tenantId('acme')).group },
    only: ['commit', 'committed'],
  },
  {
    who: 'acme',
    of: 'acme-labs, a group for a topic of its own',
    on: SHARED,
    target: { ...belonging(tenantId('acme-labs')), topic: belonging(tenantId('acme')).topic },
    only: ['commit', 'committed', 'remove group'],
  },
  { who: 'gone', of: 'itself, erased', on: SHARED, target: belonging(tenantId('gone')) },
  { who: 'gone', of: 'acme, erased', on: SHARED, target: belonging(tenantId('acme')) },
];

const all = [...ownOperations, ...sagaOperations];

describe.each(DOORS)('the identity of $who at what is of $of', ({ on, only, target, who }) => {
  const tried = all.filter(({ name }) => only === undefined || only.includes(name));

  test.each(tried)('is refused: $name', async ({ run }) => {
    await expect(run(session(who, on), target)).rejects.toThrow(NotAuthorized);
  });
});

test('what was refused was not done', async () => {
  expect(await inventory()).toEqual(before);
});

describe.each([
  { who: 'acme', on: SHARED },
  { who: 'acme-labs', on: SHARED },
  { who: 'initech', on: SILO },
])('beside it, the identity of $who at what is its own', ({ on, who }) => {
  const own = belonging(tenantId(who));

  test.each(ownOperations)('is let in: $name', async ({ run }) => {
    await run(session(who, on), own);
  });

  test.each(sagaOperations)('is refused what belongs to a saga: $name', async ({ run }) => {
    await expect(run(session(who, on), own)).rejects.toThrow(NotAuthorized);
  });

  test('names its own topics and groups and no others', async () => {
    const { groups, topics } = session(who, on);
    const streams = [
      'analytics',
      'identity',
      'notifications',
      'orders',
      'subscriptions',
      'tenants',
      'users',
    ];
    expect(await topics.list()).toEqual(streams.map((stream) => `${who}.${stream}`));
    expect(await groups.list()).toEqual([
      `${who}.analytics.activity-tally.1`,
      `${who}.orders.order-notices.1`,
    ]);
  });
});

test('beside it, the identities of sagas do what is theirs', async () => {
  const scratch = {
    ...belonging(tenantId('acme-labs')),
    topic: topicName(tenantId('acme-labs'), streamName('scratch')),
  };
  const as = (kind: 'provisioner' | 'eraser') =>
    embedded.sessions.session(cellId(SHARED), { kind });
  const [create, removeTopic, removeGroup] = sagaOperations;
  await create?.run(as('provisioner'), scratch);
  await removeTopic?.run(as('eraser'), scratch);
  await removeGroup?.run(as('eraser'), scratch);
});

test.each([
  ['hooli', SHARED],
  ['gone', SHARED],
  ['acme', SILO],
  ['initech', SHARED],
])('to %s on %s nothing is named', async (who, on) => {
  const { groups, topics } = session(who, on);
  expect([await topics.list(), await groups.list()]).toEqual([[], []]);
});

test('no other name lets an identity in, however it resembles its own', async () => {
  const part = fc.stringMatching(/^[a-z0-9-]{0,10}$/);
  const resembling = fc
    .oneof(
      part.map((tail) => `acme${tail}`),
      part.map((head) => `${head}acme`),
      fc.integer({ min: 1, max: 9 }).map((length) => 'acme-labs'.slice(0, length)),
      fc.tuple(part, part).map(([head, tail]) => `${head}acme${tail}`),
    )
    .filter((text) => /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/.test(text) && text !== 'acme')
    .map(tenantId);
  const { log } = session('acme', SHARED);
  await fc.assert(
    fc.asyncProperty(resembling, async (owner) => {
      await expect(log.offsets(topicName(owner, ORDERS))).rejects.toThrow(NotAuthorized);
    }),
  );
});

describe('the keys of one tenant', () => {
  const context = (tenant: string): EnvelopeContext => ({
    tenant: tenantId(tenant),
    stream: ORDERS,
    eventId: '0199f3a0-0000-7000-8000-000000000001',
    type: 'OrderDelivered',
    dataSchema: 'urn:tributary:orders:OrderDelivered:1',
    subject: 'subject',
    source: '/tributary/orders',
    time: '2026-01-31T09:30:00.000Z',
  });

  test('open what they sealed, and nothing for another', async () => {
    const keyRing = new KeyRing({ vault: embedded.vault, clock: systemClock });
    const sealed = await keyRing.seal(context('acme'), Buffer.from('of acme'));
    expect(await keyRing.open(context('acme'), sealed)).toMatchObject({ kind: 'opened' });
    await expect(keyRing.open(context('acme-labs'), sealed)).rejects.toThrow(EnvelopeRefused);
  });

  test('route an aggregate of the same name differently', async () => {
    const keyRing = new KeyRing({ vault: embedded.vault, clock: systemClock });
    const route = (tenant: string) => keyRing.route(tenantId(tenant), aggregateId('order-1'));
    expect(await route('acme')).toBe(await route('acme'));
    expect(await route('acme')).not.toBe(await route('acme-labs'));
  });

  test('are of no use in the place of those of another', async () => {
    const { keys } = embedded.files;
    const swap = `UPDATE branch_keys SET wrapped = (SELECT wrapped FROM branch_keys WHERE tenant = ?) WHERE tenant = ?`;
    const unwrap = () => embedded.vault.branchKey(tenantId('pied'), 'current');
    await expect(unwrap()).resolves.toMatchObject({ tenant: 'pied' });
    keys.run(swap, 'hooli', 'pied');
    await expect(unwrap()).rejects.toThrow(StateDamaged);
  });
});

test('the rate of one tenant is not spent by another', async () => {
  const publish = async (tenant: string, events: number) => {
    const body = { events: Array.from({ length: events }, (_, at) => delivered(`o-${at}`)) };
    return (await running.call('POST', `/tenants/${tenant}/events`, { body })).status;
  };
  const greedy = [];
  for (let sent = 0; sent < 5; sent += 1) {
    greedy.push(await publish('hooli', 1_000));
  }
  expect(greedy).toContain(429);
  expect(await publish('acme', 1)).toBe(201);
});
