import { expect, test } from 'vitest';
import { aggregateId } from '../topics/index.ts';
import { RecentRoutes } from './recent-routes.ts';

const order = aggregateId('order-1');
const user = aggregateId('user-1');
const routed = aggregateId('routed');

test('knows what was added, for its owner alone', () => {
  const routes = new RecentRoutes(4);
  const [one, other] = [{}, {}];
  routes.add(one, order, routed);
  expect(routes.get(one, order)).toBe(routed);
  expect(routes.get(one, user)).toBeUndefined();
  expect(routes.get(other, order)).toBeUndefined();
});

test('never grows past its limit', () => {
  const routes = new RecentRoutes(3);
  const owners = [{}, {}];
  for (let count = 0; count < 20; count += 1) {
    const aggregate = aggregateId(`order-${count}`);
    const owner = owners[count % 2] ?? {};
    routes.add(owner, aggregate, routed);
    expect(routes.size).toBeLessThanOrEqual(3);
    expect(routes.get(owner, aggregate)).toBe(routed);
  }
});

test('forgets one owner and keeps the other', () => {
  const routes = new RecentRoutes(9);
  const [one, other] = [{}, {}];
  routes.add(one, order, routed);
  routes.add(one, user, routed);
  routes.add(other, order, routed);
  routes.forget(one);
  routes.forget({});
  expect(routes.get(one, order)).toBeUndefined();
  expect(routes.get(other, order)).toBe(routed);
  expect(routes.size).toBe(1);
});
