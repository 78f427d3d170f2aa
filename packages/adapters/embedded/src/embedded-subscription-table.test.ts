import type { Subscription } from '@tributary/domain/consumption';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import { groupName, POOL, topicName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { ORDERS } from './testing/records.ts';
import { CELL, opened } from './testing/temporary-state.ts';

const ACME = tenantId('acme');

function subscription(owner: TenantId | typeof POOL, consumer = 'tally'): Subscription {
  return {
    group: groupName({ owner, stream: ORDERS, consumer, epoch: 1 }),
    cell: CELL,
    topic: topicName(owner, ORDERS),
    owner,
    stream: ORDERS,
    consumer,
    epoch: 1,
  };
}

async function table() {
  return (await opened()).embedded.subscriptions;
}

describe('a subscription', () => {
  test('is enabled once it is connected, and there once', async () => {
    const subscriptions = await table();
    await subscriptions.connect(subscription(ACME));
    await subscriptions.connect(subscription(ACME));
    expect(await subscriptions.list()).toEqual([{ ...subscription(ACME), state: 'enabled' }]);
  });

  test('is paused and resumed', async () => {
    const subscriptions = await table();
    const { group } = subscription(ACME);
    const states = async () => (await subscriptions.list()).map(({ state }) => state);
    await subscriptions.connect(subscription(ACME));
    await subscriptions.pause(group);
    await subscriptions.pause(group);
    expect(await states()).toEqual(['paused']);
    await subscriptions.resume(group);
    expect(await states()).toEqual(['enabled']);
  });

  test('that is connected again is enabled again', async () => {
    const subscriptions = await table();
    await subscriptions.connect(subscription(ACME));
    await subscriptions.pause(subscription(ACME).group);
    await subscriptions.connect(subscription(ACME));
    expect((await subscriptions.list())[0]?.state).toBe('enabled');
  });

  test('that is not there is not paused, resumed or disconnected', async () => {
    const subscriptions = await table();
    const { group } = subscription(ACME);
    await subscriptions.pause(group);
    await subscriptions.resume(group);
    await subscriptions.disconnect(group);
    expect(await subscriptions.list()).toEqual([]);
  });

  test('is disconnected by its exact group', async () => {
    const subscriptions = await table();
    await subscriptions.connect(subscription(ACME));
    await subscriptions.connect(subscription(ACME, 'tally-2'));
    await subscriptions.disconnect(subscription(ACME).group);
    expect((await subscriptions.list()).map(({ consumer }) => consumer)).toEqual(['tally-2']);
  });
});

test('subscriptions are listed in order of group, of all or of one owner', async () => {
  const subscriptions = await table();
  const labs = tenantId('acme-labs');
  for (const owner of [POOL, labs, ACME] as const) {
    await subscriptions.connect(subscription(owner));
  }
  const owners = async (owner?: TenantId | typeof POOL) =>
    (await subscriptions.list(owner)).map((found) => found.owner);
  expect(await owners()).toEqual([labs, ACME, POOL]);
  expect(await owners(ACME)).toEqual([ACME]);
  expect(await owners(POOL)).toEqual([POOL]);
});
