import { expect, test } from 'vitest';
import { TopicSignal } from './topic-signal.ts';

const NEVER = new AbortController().signal;
const LONG_MS = 60_000;

test('a wait ends when its topic is raised, and no other wait does', async () => {
  const signal = new TopicSignal();
  const ended: string[] = [];
  const orders = signal.wait('orders', LONG_MS, NEVER).then(() => ended.push('orders'));
  const stop = new AbortController();
  const users = signal.wait('users', LONG_MS, stop.signal).then(() => ended.push('users'));
  signal.raise('orders');
  await orders;
  expect(ended).toEqual(['orders']);
  stop.abort();
  await users;
});

test('what is raised while nobody waits ends the next wait at once', async () => {
  const signal = new TopicSignal();
  signal.raise('orders');
  await expect(signal.wait('orders', LONG_MS, NEVER)).resolves.toBeUndefined();
});

test('a wait ends when its time is up', async () => {
  await expect(new TopicSignal().wait('orders', 1, NEVER)).resolves.toBeUndefined();
});

test('a wait that begins aborted ends at once', async () => {
  await expect(
    new TopicSignal().wait('orders', LONG_MS, AbortSignal.abort()),
  ).resolves.toBeUndefined();
});

test('all who wait for a topic are woken', async () => {
  const signal = new TopicSignal();
  const waits = ['orders', 'orders'].map((topic) => signal.wait(topic, LONG_MS, NEVER));
  signal.raise('orders');
  await expect(Promise.all(waits)).resolves.toHaveLength(2);
});

test('what is raised after a wait has timed out ends the next one at once', async () => {
  const signal = new TopicSignal();
  await signal.wait('orders', 1, NEVER);
  signal.raise('orders');
  await expect(signal.wait('orders', LONG_MS, NEVER)).resolves.toBeUndefined();
});
