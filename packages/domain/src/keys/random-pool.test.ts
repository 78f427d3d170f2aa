import { expect, test } from 'vitest';
import { fillRandom, RandomPool } from './random-pool.ts';

test('gives no bytes twice', () => {
  const pool = new RandomPool(fillRandom);
  const taken = Array.from({ length: 5_000 }, () => pool.take(12, 0).toString('hex'));
  expect(new Set(taken).size).toBe(5_000);
});

test('draws in bulk', () => {
  const { pool, draws } = counted();
  Array.from({ length: 682 }, () => pool.take(12, 0));
  expect(draws()).toBe(1);
  pool.take(12, 0);
  expect(draws()).toBe(2);
});

test.each([
  ['a second old', 1_000, 1],
  ['over a second old', 1_001, 2],
  ['from a time to come, after the clock was set back', -1, 2],
])('draws anew when what is left is %s', (_age, later, draws) => {
  const counting = counted();
  counting.pool.take(12, 5_000);
  counting.pool.take(12, 5_000 + later);
  expect(counting.draws()).toBe(draws);
});

function counted() {
  let count = 0;
  const pool = new RandomPool((bytes) => {
    count += 1;
    fillRandom(bytes);
  });
  return { pool, draws: () => count };
}
