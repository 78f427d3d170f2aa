import { readlinkSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PlatformError, systemClock } from '@tributary/kernel';
import { type ConsumerHandler, createConsumer } from '@tributary/sdk/consume';
import { loadCatalogue, loadConsumerSpec } from '../load-code.ts';
import type { Log } from '../log.ts';
import { startTimers } from '../timers.ts';
import { KEYS_EVERY_MS, openProcessPorts } from '../wiring/process-ports.ts';
import type { EnvironmentData } from './environment-data.ts';
import type { InvocationAnswer, InvocationMessage, OsThread } from './execution-environment.ts';

const { consumers, directory, ...data }: EnvironmentData = workerData;

const answer = (message: InvocationAnswer) => parentPort?.postMessage(message);

/** The platform decides what of it is shown. */
const log: Log = (...line) => answer({ kind: 'log', line });

async function open(): Promise<ReadonlyMap<string, ConsumerHandler>> {
  const catalogue = await loadCatalogue(data.catalogue);
  const { embedded, keyRing, publisher } = await openProcessPorts({
    catalogue,
    clock: systemClock,
    directory,
    isConsumer: true,
  });
  const ports = {
    catalogue,
    clock: systemClock,
    journal: embedded.journal,
    keyRing,
    log,
    projections: embedded.projections,
    publish: publisher.publish.bind(publisher),
    quarantine: embedded.quarantine,
  };
  startTimers([{ name: 'keys', everyMs: KEYS_EVERY_MS, run: () => keyRing.refresh() }], log);
  const handlers = new Map<string, ConsumerHandler>();
  for (const consumer of consumers) {
    handlers.set(consumer.name, createConsumer(await loadConsumerSpec(consumer), ports));
  }
  return handlers;
}

/** Linux names the thread that asks: `<process>/task/<thread>`. */
function osThread(): OsThread {
  return process.platform === 'linux'
    ? Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    : undefined;
}

const handlers = await open();

async function invoke({ consumer, deadlineAt, event }: InvocationMessage): Promise<void> {
  const handler = handlers.get(consumer);
  if (handler === undefined) {
    answer({ kind: 'threw', name: `there is no code for consumer "${consumer}"` });
    return;
  }
  try {
    const response = await handler(event, {
      getRemainingTimeInMillis: () => deadlineAt - systemClock.now(),
    });
    answer({ kind: 'response', response });
  } catch (error) {
    answer({
      kind: 'threw',
      name: error instanceof Error ? error.name : typeof error,
      ...(error instanceof PlatformError ? { code: error.code } : {}),
    });
  }
}

parentPort?.on('message', (message: InvocationMessage) => void invoke(message));
answer({ kind: 'ready', thread: osThread() });
