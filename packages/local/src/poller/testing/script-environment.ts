import { parentPort } from 'node:worker_threads';
import type { InvocationAnswer, InvocationMessage } from '../execution-environment.ts';

/** An execution environment whose consumers do what their names say. */
const answer = (message: InvocationAnswer) => parentPort?.postMessage(message);

const scripts: Record<string, () => void> = {
  succeed: () => answer({ kind: 'response', response: { batchItemFailures: [] } }),
  throw: () => answer({ kind: 'threw', name: 'TypeError' }),
  spin: () => {
    for (;;) {
      // Until the thread is ended.
    }
  },
  exit: () => process.exit(7),
  hang: () => undefined,
};

parentPort?.on('message', ({ consumer }: InvocationMessage) => scripts[consumer]?.());
answer({ kind: 'ready', thread: undefined });
