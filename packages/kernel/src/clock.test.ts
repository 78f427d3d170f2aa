import { describe, expect, test } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { systemClock } from './system-clock.ts';

describe('a manual clock', () => {
  test('wakes who is due, in order, and nobody else', async () => {
    const clock = new ManualClock(0);
    const woken: string[] = [];
    const sleeps = [
      clock.sleep(20).then(() => woken.push('second')),
      clock.sleep(10).then(() => woken.push('first')),
    ];
    void clock.sleep(21).then(() => woken.push('never'));
    clock.advance(20);
    await Promise.all(sleeps);
    expect(woken).toEqual(['first', 'second']);
    expect(clock.now()).toBe(20);
  });

  test('ends a sleep that is aborted with the reason', async () => {
    const stop = new AbortController();
    const sleep = new ManualClock().sleep(1, stop.signal);
    stop.abort('enough');
    await expect(sleep).rejects.toBe('enough');
    await expect(new ManualClock().sleep(1, stop.signal)).rejects.toBe('enough');
  });
});

describe('the system clock', () => {
  test('sleeps', async () => {
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
  });

  test('ends a sleep that is aborted with the reason', async () => {
    const stop = new AbortController();
    const sleep = systemClock.sleep(60_000, stop.signal);
    stop.abort('enough');
    await expect(sleep).rejects.toBe('enough');
    await expect(systemClock.sleep(60_000, stop.signal)).rejects.toBe('enough');
  });
});
