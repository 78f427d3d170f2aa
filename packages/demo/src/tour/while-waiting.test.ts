import { ManualClock } from '@tributary/kernel/testing';
import { expect, test } from 'vitest';
import { whileWaiting } from './while-waiting.ts';

function given() {
  const clock = new ManualClock();
  const wanted = Promise.withResolvers<string>();
  let ticks = 0;
  const waiting = whileWaiting(wanted.promise, clock, async () => {
    ticks += 1;
  });
  return { clock, wanted, waiting, ticks: () => ticks };
}

test('ticks while it waits, and no more once it has its answer', async () => {
  const { clock, ticks, waiting, wanted } = given();
  await Promise.resolve();
  clock.advance(500);
  await Promise.resolve();
  await Promise.resolve();
  wanted.resolve('answer');
  expect(await waiting).toBe('answer');
  const before = ticks();
  clock.advance(5_000);
  await Promise.resolve();
  expect(before).toBe(2);
  expect(ticks()).toBe(before);
});

test('fails as the promise does', async () => {
  const { waiting, wanted } = given();
  wanted.reject(new RangeError('no'));
  await expect(waiting).rejects.toThrow(RangeError);
});
