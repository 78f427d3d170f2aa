import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

test('does all, and no more at once than asked for', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('what throws ends it', async () => {
  const begun: number[] = [];
  const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 2) {
      throw new RangeError('two');
    }
  });
  await expect(work).rejects.toThrow(RangeError);
  expect(begun.length).toBeLessThan(6);
});
