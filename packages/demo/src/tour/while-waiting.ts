import type { Clock } from '@tributary/kernel';

const TICK_MS = 500;

/** Calls `tick` every now and then until the promise settles, and resolves or rejects as it does. */
export async function whileWaiting<Result>(
  promise: Promise<Result>,
  clock: Pick<Clock, 'sleep'>,
  tick: () => Promise<void>,
): Promise<Result> {
  const settled = new AbortController();
  const watch = async () => {
    while (!settled.signal.aborted) {
      await tick();
      await clock.sleep(TICK_MS, settled.signal).catch(() => undefined);
    }
  };
  const watching = watch();
  try {
    return await promise;
  } finally {
    settled.abort();
    await watching;
  }
}
