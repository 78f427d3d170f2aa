import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import type { Subscription } from '@tributary/domain/consumption';
import { subscriptionsContract } from '@tributary/domain/consumption/subscriptions.contract';
import { cellId } from '@tributary/domain/placement';
import { groupName, POOL, streamName, topicName } from '@tributary/domain/topics';
import { systemClock } from '@tributary/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { LocalSubscriptions } from './local-subscriptions.ts';

const ORDERS = streamName('orders');
const SUBSCRIPTION: Subscription = {
  group: groupName({ owner: POOL, stream: ORDERS, consumer: 'reader', epoch: 1 }),
  cell: cellId('cell-1'),
  topic: topicName(POOL, ORDERS),
  owner: POOL,
  stream: ORDERS,
  consumer: 'reader',
  epoch: 1,
};

/** `deliveries` is how many deliver at the moment; each takes its time to stop. */
async function started() {
  const embedded = await openEmbedded({ directory: await mkdtemp(join(tmpdir(), 'tributary-')) });
  const deliveries = { now: 0, most: 0 };
  const subscriptions = new LocalSubscriptions({
    table: embedded.subscriptions,
    clock: systemClock,
    deliver: () => {
      deliveries.now += 1;
      deliveries.most = Math.max(deliveries.most, deliveries.now);
      return {
        isCaughtUp: () => Promise.resolve(true),
        stop: async () => {
          await systemClock.sleep(5);
          deliveries.now -= 1;
        },
      };
    },
  });
  await subscriptions.start();
  onTestFinished(async () => {
    await subscriptions[Symbol.asyncDispose]();
    await embedded[Symbol.asyncDispose]();
  });
  return { subscriptions, deliveries };
}

subscriptionsContract(async () => (await started()).subscriptions);

test('a subscription is delivered once, whatever is asked of it at the same time', async () => {
  const { deliveries, subscriptions } = await started();
  await subscriptions.connect(SUBSCRIPTION);
  await Promise.all([
    subscriptions.pause(SUBSCRIPTION.group),
    subscriptions.resume(SUBSCRIPTION.group),
    subscriptions.connect(SUBSCRIPTION),
    subscriptions.pause(SUBSCRIPTION.group),
    subscriptions.resume(SUBSCRIPTION.group),
  ]);
  expect(deliveries).toEqual({ now: 1, most: 1 });
});

test('nothing is delivered once a pause or a disconnection has resolved', async () => {
  const { deliveries, subscriptions } = await started();
  await subscriptions.connect(SUBSCRIPTION);
  await subscriptions.pause(SUBSCRIPTION.group);
  expect(deliveries.now).toBe(0);
  await subscriptions.resume(SUBSCRIPTION.group);
  await subscriptions.disconnect(SUBSCRIPTION.group);
  expect(deliveries.now).toBe(0);
});
