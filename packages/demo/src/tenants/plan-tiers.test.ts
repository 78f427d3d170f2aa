import { expect, test } from 'vitest';
import { planTiers } from './plan-tiers.ts';

function tenants(count: number) {
  return Array.from({ length: count }, (_, index) => ({ source: `t${index}`, events: index + 1 }));
}

function modelsOf(count: number): Record<string, number> {
  const counts = { silo: 0, bridge: 0, pool: 0 };
  for (const { model } of planTiers(tenants(count))) {
    counts[model] += 1;
  }
  return counts;
}

test.each([
  [0, { silo: 0, bridge: 0, pool: 0 }],
  [1, { silo: 0, bridge: 0, pool: 1 }],
  [2, { silo: 1, bridge: 0, pool: 1 }],
  [3, { silo: 1, bridge: 1, pool: 1 }],
  [4, { silo: 1, bridge: 1, pool: 2 }],
  [16, { silo: 1, bridge: 4, pool: 11 }],
  [51, { silo: 2, bridge: 12, pool: 37 }],
  [5_000, { silo: 2, bridge: 12, pool: 4_986 }],
])('of %i tenants', (count, models) => {
  expect(modelsOf(count)).toEqual(models);
});

test('the largest has a silo, the smallest the pool', () => {
  const planned = planTiers(tenants(16));
  expect(planned.map(({ events }) => events)).toEqual(
    Array.from({ length: 16 }, (_, rank) => 16 - rank),
  );
  expect(planned.at(0)).toEqual({ source: 't15', events: 16, tier: 'enterprise', model: 'silo' });
  expect(planned.at(1)).toMatchObject({ tier: 'business', model: 'bridge' });
  expect(planned.at(-1)).toMatchObject({ source: 't0', tier: 'starter', model: 'pool' });
});

test('tenants of one volume are in order of their names', () => {
  const equal = ['b', 'c', 'a'].map((source) => ({ source, events: 1 }));
  expect(planTiers(equal).map(({ source }) => source)).toEqual(['a', 'b', 'c']);
});
