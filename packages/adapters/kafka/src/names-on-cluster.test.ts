import { CANARY_TENANT, tenantId } from '@tributary/domain/tenancy';
import { CONTROL_TOPIC, groupName, POOL, streamName, topicName } from '@tributary/domain/topics';
import { expect, test } from 'vitest';
import { groupOn, topicOn } from './names-on-cluster.ts';

const owners = [tenantId('acme'), tenantId('acme-labs'), POOL, CANARY_TENANT] as const;
const orders = streamName('orders-2');

test.each(owners)('knows the topics and groups of %s', (owner) => {
  const topic = topicName(owner, orders);
  const group = groupName({ owner, stream: orders, consumer: 'tally-2', epoch: 12 });
  expect(topicOn(topic)).toBe(topic);
  expect(groupOn(group)).toBe(group);
});

test('knows the topic of the control plane', () => {
  expect(topicOn(CONTROL_TOPIC)).toBe(CONTROL_TOPIC);
});

test.each([
  '__consumer_offsets',
  'orders',
  'Acme.orders',
  'acme.orders.more',
  'platform.orders',
  '',
])('passes over the foreign topic "%s"', (name) => {
  expect(topicOn(name)).toBeUndefined();
});

test.each([
  '',
  'acme',
  'acme.orders',
  'acme.orders.tally',
  'acme.orders.tally.x',
  'platform.control.tally.1',
])('passes over the foreign group "%s"', (name) => {
  expect(groupOn(name)).toBeUndefined();
});
