import { eventPage } from '@tributary/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningPlatform } from './support/running-platform.ts';

let running: RunningPlatform;

beforeAll(async () => {
  running = await RunningPlatform.start();
  await Promise.all([running.onboard('acme', 'starter'), running.onboard('globex', 'starter')]);
});

afterAll(() => running[Symbol.asyncDispose]());

const placed = (order: string) => ({
  stream: 'orders',
  type: 'OrderPlaced',
  aggregate: order,
  data: {
    orderId: order,
    customerId: 'c-1',
    currency: 'EUR',
    lines: [{ sku: 's-1', quantity: 1, unitPriceMinor: 100 }],
    totalMinor: 100,
    placedAt: '2026-01-31T09:30:00Z',
  },
});

async function notices(tenant: string): Promise<number> {
  const { body } = await running.call('GET', `/tenants/${tenant}/events?stream=notifications`);
  return eventPage.parse(body).events.length;
}

test('what follows from the orders of a suspended pool tenant is published, and its neighbours do not wait', async () => {
  const events = Array.from({ length: 40 }, (_, at) => placed(`a-${at}`));
  // The batch window holds the consumer for longer than it takes to change the state.
  await running.call('POST', '/tenants/acme/events', { body: { events } });
  await running.ended('POST', '/tenants/acme/suspension');
  await running.call('POST', '/tenants/globex/events', { body: placed('g-1') });
  await expect.poll(() => notices('globex'), { timeout: 10_000 }).toBe(1);
  await expect.poll(() => notices('acme'), { timeout: 10_000 }).toBe(40);
});
