import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neighbours } from './neighbours.ts';

function tenants(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function countBy(numbers: readonly number[], groups: number, of: number): readonly number[] {
  const counts = Array.from({ length: groups }, () => 0);
  for (const number of numbers) {
    const group = Math.floor((number * groups) / of);
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

test('few tenants meet all of their neighbours', () => {
  expect(neighbours(['a', 'b', 'c'], 0)).toEqual([
    { attacker: 'a', victim: 'b' },
    { attacker: 'a', victim: 'c' },
    { attacker: 'b', victim: 'a' },
    { attacker: 'b', victim: 'c' },
    { attacker: 'c', victim: 'a' },
    { attacker: 'c', victim: 'b' },
  ]);
});

test('one tenant has no neighbour', () => {
  expect(neighbours(['a'], 0)).toEqual([]);
});

test('no pair comes twice, nobody is its own neighbour, and there are no more than asked for', () => {
  const size = fc.integer({ min: 2, max: 200 });
  fc.assert(
    fc.property(size, fc.nat(14), fc.integer({ min: 1, max: 500 }), (count, always, max) => {
      const pairs = neighbours(tenants(count), Math.min(always, count), max);
      expect(pairs).toHaveLength(Math.min(max, count * (count - 1)));
      expect(new Set(pairs.map(({ attacker, victim }) => `${attacker} ${victim}`)).size).toBe(
        pairs.length,
      );
      expect(pairs.every(({ attacker, victim }) => attacker !== victim)).toBe(true);
    }),
  );
});

test('of many tenants, the first ones all meet each other', () => {
  const met = neighbours(tenants(5_000), 14).filter(
    ({ attacker, victim }) => attacker < 14 && victim < 14,
  );
  expect(met).toHaveLength(14 * 13);
});

test.each([51, 100, 5_000])('of %i tenants, attackers and victims are spread evenly', (count) => {
  const pairs = neighbours(tenants(count), 0);
  for (const role of ['attacker', 'victim'] as const) {
    const counts = countBy(
      pairs.map((pair) => pair[role]),
      10,
      count,
    );
    expect(Math.min(...counts)).toBeGreaterThan(130);
    expect(Math.max(...counts)).toBeLessThan(270);
  }
});
