import {
  CommittedTwice,
  type EffectMarker,
  HandlerTimedOut,
  type ProjectionScope,
  PublishingUnavailable,
  type RunId,
} from '@tributary/domain/consumption';
import { eventDraft, type PublishedEvent, type TenantEvent } from '@tributary/domain/events';
import type { JsonValue } from '@tributary/kernel';
import { v5 } from 'uuid';
import type { Consumer } from './consumer.ts';
import type { ConsumerLog, ConsumerPorts } from './consumer-ports.ts';
import type { HandlerContext, StateWrite } from './consumer-spec.ts';
import type { Turn } from './time-limit.ts';

export type ContextTools = {
  readonly consumer: Consumer;
  readonly ports: ConsumerPorts;
  readonly run: RunId;
  readonly turn: Turn;
};

type Outgoing = Parameters<HandlerContext['publish']>[0];

export type OpenContext = {
  readonly context: HandlerContext;
  /** What became of the handler's commit, also of one that it did not wait for. */
  readonly effect: () => Promise<'committed' | 'already' | 'returned'>;
  /** From here on a handler that was left behind can do nothing. */
  readonly close: () => void;
};

export function openContext(event: TenantEvent, tools: ContextTools): OpenContext {
  const { consumer, ports, run, turn } = tools;
  const { tenant } = event;
  const scope: ProjectionScope = { tenant, consumer: consumer.name };
  const seen = new Map<string, number | undefined>();
  const openedAt = ports.clock.now();
  let closed = false;
  let published = 0;
  let commit: Promise<'committed' | 'already'> | undefined;

  const assertOpen = (): void => {
    if (closed) {
      const ranMs = ports.clock.now() - openedAt;
      throw new HandlerTimedOut({ consumer: consumer.name, eventType: event.type, ranMs });
    }
  };
  const get = async (key: string): Promise<JsonValue | undefined> => {
    assertOpen();
    const entry = await ports.projections.read(scope, key);
    seen.set(key, entry?.version);
    return entry?.value;
  };
  const write = async (writes: readonly StateWrite[]): Promise<'committed' | 'already'> => {
    await Promise.all(writes.filter(({ key }) => !seen.has(key)).map(({ key }) => get(key)));
    return ports.projections.commit(
      scope,
      effectMarker(event, tools),
      writes.map(({ key, value }) => ({ key, value, over: seen.get(key) })),
    );
  };

  return {
    context: {
      tenant,
      run,
      get signal() {
        return turn.signal;
      },
      log: eventLog(event, tools),
      state: { get },
      commit: async (writes) => {
        assertOpen();
        if (commit !== undefined) {
          throw new CommittedTwice({ consumer: consumer.name });
        }
        commit = write(writes);
        return commit;
      },
      publish: async (outgoing) => {
        assertOpen();
        published += 1;
        return publishFor(event, { outgoing, nth: published }, tools);
      },
    },
    effect: async () => (await commit) ?? 'returned',
    close: () => {
      closed = true;
    },
  };
}

export function effectMarker(
  { id }: Pick<TenantEvent, 'id'>,
  { consumer, ports, run }: Pick<ContextTools, 'consumer' | 'ports' | 'run'>,
): EffectMarker {
  return { run, eventId: id, expiresAt: ports.clock.now() + consumer.dedupeMs };
}

/** A random UUID of ours, so that no other program makes the same ids. */
const NAMESPACE = '6f1c7d8e-3c1b-4a53-9b0f-2f5e0c9a7d41';

async function publishFor(
  { id, tenant, traceparent }: TenantEvent,
  { outgoing, nth }: { readonly outgoing: Outgoing; readonly nth: number },
  { consumer, ports }: ContextTools,
): Promise<PublishedEvent> {
  if (ports.publish === undefined) {
    throw new PublishingUnavailable(consumer.name);
  }
  const follows = v5(`${tenant}/${id}/${consumer.name}/${nth}`, NAMESPACE);
  const draft = eventDraft({ id: follows, traceparent, ...outgoing }, ports.clock.now());
  return ports.publish(tenant, draft);
}

function eventLog(event: TenantEvent, { consumer, ports }: ContextTools): ConsumerLog {
  return (level, message, facts) => {
    const { id, tenant, type } = event;
    ports.log(level, message, { ...facts, consumer: consumer.name, tenant, event: id, type });
  };
}
