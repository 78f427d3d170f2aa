import { expect, test } from 'vitest';
import type { InputEvent } from '../input/input-line.ts';
import { CUSTOMERS, EVENT_COUNT, webhookSource } from './webhook-source.ts';

const source = await webhookSource();
const events = (await Array.fromAsync(source.read())).filter(
  (line): line is InputEvent => line.kind === 'event',
);

function countOf(customer: string): number {
  return events.filter((event) => event.source === customer).length;
}

test('there are at least 10,000 events of at least 12 customers', () => {
  expect(EVENT_COUNT).toBeGreaterThanOrEqual(10_000);
  expect(events).toHaveLength(EVENT_COUNT);
  expect(new Set(events.map((event) => event.source))).toEqual(new Set(CUSTOMERS));
  expect(CUSTOMERS.length).toBeGreaterThanOrEqual(12);
});

test('the first customer is far busier than the last', () => {
  expect(countOf(CUSTOMERS[0])).toBeGreaterThan(10 * countOf(CUSTOMERS[15]));
});

test('the payloads are those of the package', () => {
  expect(source.title).toMatch(/^329 payloads .*@octokit\/webhooks-examples.*replayed/);
  expect(events.some(({ details }) => 'repository' in details)).toBe(true);
});

test('reading again gives the same events', async () => {
  const again = await Array.fromAsync(source.read());
  expect(again.slice(0, 500)).toEqual(events.slice(0, 500));
});

test('reading tells how far it is', async () => {
  const reader = source.read()[Symbol.asyncIterator]();
  await reader.next();
  expect(source.progress()).toBe(1 / EVENT_COUNT);
});
