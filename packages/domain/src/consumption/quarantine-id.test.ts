import { expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { streamName, topicName } from '../topics/index.ts';
import { quarantineId, topicOfQuarantined } from './quarantine-id.ts';

test('an id tells the topic that it was made of', () => {
  const topic = topicName(tenantId('acme'), streamName('orders'));
  const id = quarantineId('order-notices', { topic, partition: 1, offset: 2 });
  expect(topicOfQuarantined(id)).toBe(topic);
});

test('a text that is no id tells none', () => {
  expect(topicOfQuarantined('acme')).toBe('');
});
