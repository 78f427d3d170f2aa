import type { ConsumerInvoker, Subscription, Subscriptions } from '@tributary/domain/consumption';
import { consumerOf } from '@tributary/domain/placement';
import { POOL } from '@tributary/domain/topics';
import { SECOND_MS } from '@tributary/kernel';
import type { Log } from '../log.ts';
import type { ProcessPorts } from '../wiring/process-ports.ts';
import { AppendWatch } from './append-watch.ts';
import { Delivery } from './delivery.ts';
import type { EnvironmentData } from './environment-data.ts';
import { EnvironmentPool } from './environment-pool.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { LocalSubscriptions } from './local-subscriptions.ts';
import { TopicSignal } from './topic-signal.ts';

/** How often the clusters are asked what other threads have appended. */
const ASK_EVERY_MS = 50;

/** How often an idle subscription looks though nobody woke it. */
const LOOK_EVERY_MS = 10 * SECOND_MS;

/** A batch that has not ended so long after the stop is cut off, and comes again at the next start. */
const GRACE_MS = 5 * SECOND_MS;

/** What the event source mappings and the functions behind them are on AWS. */
export type Poller = AsyncDisposable & {
  readonly subscriptions: Subscriptions;
  readonly invoker: ConsumerInvoker;
  readonly start: () => Promise<void>;
  readonly idle: () => Promise<void>;
};

export function openPoller({
  environment,
  log,
  process,
}: {
  readonly process: ProcessPorts;
  readonly environment: EnvironmentData;
  readonly log: Log;
}): Poller {
  const { catalogue, clock, embedded } = process;
  const entry = new URL('./thread.ts', import.meta.url);
  const pool = new EnvironmentPool({
    start: () => new ExecutionEnvironment(entry, environment, log),
  });
  const signal = new TopicSignal();
  const stopListening = embedded.onAppend(({ topic }) => signal.raise(topic));
  const deliver = (subscription: Subscription) => {
    const { consumer, topic } = subscription;
    const definition = consumerOf(catalogue, consumer);
    const { timeoutMs } = definition;
    return new Delivery({
      subscription,
      definition,
      session: embedded.sessions.session(subscription.cell, readerOf(subscription)),
      source: { eventSourceArn: embedded.clusterOf(subscription.cell).name, bootstrapServers: '' },
      invoke: (event, { suspect }) =>
        pool.run({ consumer, event, timeoutMs }, suspect ? 'suspect' : 'healthy'),
      wake: (stop) => signal.wait(topic, LOOK_EVERY_MS, stop),
      clock,
      log,
    });
  };
  const asking = new AppendWatch({ embedded, signal, log });
  const subscriptions = new LocalSubscriptions({ table: embedded.subscriptions, deliver, clock });
  return {
    subscriptions,
    invoker: pool,
    start: async () => {
      await subscriptions.start();
      asking.start(ASK_EVERY_MS);
      await pool.warm();
    },
    idle: () => subscriptions.idle(),
    [Symbol.asyncDispose]: async () => {
      stopListening();
      asking[Symbol.dispose]();
      const ended = subscriptions[Symbol.asyncDispose]();
      await settledWithin(ended, GRACE_MS);
      await pool[Symbol.asyncDispose]();
      await ended;
    },
  };
}

/** Resolves in time, whether it has settled or not. */
async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/** A silo tenant's topics are read by nobody else; every other topic by the consumer of its stream. */
function readerOf({ cell, owner, stream }: Subscription) {
  return owner !== POOL && cell === `silo-${owner}`
    ? ({ kind: 'dedicated-consumer', tenant: owner } as const)
    : ({ kind: 'shared-consumer', stream } as const);
}
