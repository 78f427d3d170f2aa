import { describeFailure } from '@tributary/sdk/consume';
import type { Log } from './log.ts';

export type Job = {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
};

/** Runs jobs again and again, never one beside itself; stops when disposed, after the run that is under way. */
export function startTimers(jobs: readonly Job[], log: Log): AsyncDisposable {
  const timers: NodeJS.Timeout[] = [];
  const running = new Map<string, Promise<void>>();
  for (const job of jobs) {
    const timer = setInterval(() => {
      if (!running.has(job.name)) {
        running.set(
          job.name,
          runJob(job, log).finally(() => running.delete(job.name)),
        );
      }
    }, job.everyMs);
    timer.unref();
    timers.push(timer);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) {
        clearInterval(timer);
      }
      await Promise.all(running.values());
    },
  };
}

async function runJob({ name, run }: Job, log: Log): Promise<void> {
  try {
    await run();
  } catch (error) {
    log('error', 'a scheduled job failed and will run again', {
      ...describeFailure(error),
      job: name,
    });
  }
}
