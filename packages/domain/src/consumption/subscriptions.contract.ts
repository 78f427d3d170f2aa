import { describe, expect, test } from 'vitest';
import { cellId } from '../placement/index.ts';
import { tenantId } from '../tenancy/index.ts';
import { groupName, POOL, streamName, type TopicOwner, topicName } from '../topics/index.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');

function subscription(owner: TopicOwner, stream: string, epoch = 1): Subscription {
  const name = streamName(stream);
  return {
    group: groupName({ owner, stream: name, consumer: 'reader', epoch }),
    cell: cellId('cell-1'),
    topic: topicName(owner, name),
    owner,
    stream: name,
    consumer: 'reader',
    epoch,
  };
}

const ORDERS = subscription(ACME, 'orders');
const USERS = subscription(ACME, 'users');

/** What holds for subscriptions without a record in any topic: which there are, and in which state. */
export function subscriptionsContract(make: () => Promise<Subscriptions>): void {
  describe('subscriptions', () => {
    test('are listed in order of group once they are connected', async () => {
      const subscriptions = await make();
      await subscriptions.connect(USERS);
      await subscriptions.connect(ORDERS);
      expect(await subscriptions.list()).toEqual([
        { ...ORDERS, state: 'enabled' },
        { ...USERS, state: 'enabled' },
      ]);
    });

    test('that are connected twice are there once', async () => {
      const subscriptions = await make();
      await subscriptions.connect(ORDERS);
      await subscriptions.connect(ORDERS);
      expect(await subscriptions.list()).toHaveLength(1);
    });

    test('of one owner are listed apart from those of others', async () => {
      const subscriptions = await make();
      const foreign = [subscription(GLOBEX, 'orders'), subscription(POOL, 'orders')];
      for (const one of [ORDERS, ...foreign]) {
        await subscriptions.connect(one);
      }
      expect(await subscriptions.list(ACME)).toEqual([{ ...ORDERS, state: 'enabled' }]);
      expect(await subscriptions.list(POOL)).toHaveLength(1);
    });

    test('of another epoch are others', async () => {
      const subscriptions = await make();
      await subscriptions.connect(ORDERS);
      await subscriptions.connect(subscription(ACME, 'orders', 2));
      expect(await subscriptions.list(ACME)).toHaveLength(2);
    });

    test('are paused and resumed, each as often as one likes', async () => {
      const subscriptions = await make();
      await subscriptions.connect(ORDERS);
      await subscriptions.pause(ORDERS.group);
      await subscriptions.pause(ORDERS.group);
      expect(await subscriptions.list()).toEqual([{ ...ORDERS, state: 'paused' }]);
      await subscriptions.resume(ORDERS.group);
      await subscriptions.resume(ORDERS.group);
      expect(await subscriptions.list()).toEqual([{ ...ORDERS, state: 'enabled' }]);
    });

    test('that are changed at once end as the last change says', async () => {
      const subscriptions = await make();
      await subscriptions.connect(ORDERS);
      await Promise.all([subscriptions.pause(ORDERS.group), subscriptions.resume(ORDERS.group)]);
      expect(await subscriptions.list()).toEqual([{ ...ORDERS, state: 'enabled' }]);
    });

    test('that are disconnected are gone, as often as one likes', async () => {
      const subscriptions = await make();
      await subscriptions.connect(ORDERS);
      await subscriptions.connect(USERS);
      await subscriptions.disconnect(ORDERS.group);
      await subscriptions.disconnect(ORDERS.group);
      expect(await subscriptions.list()).toEqual([{ ...USERS, state: 'enabled' }]);
    });

    test('that do not exist are neither paused nor resumed nor disconnected', async () => {
      const subscriptions = await make();
      await subscriptions.pause(ORDERS.group);
      await subscriptions.resume(ORDERS.group);
      await subscriptions.disconnect(ORDERS.group);
      expect(await subscriptions.list()).toEqual([]);
    });
  });
}
