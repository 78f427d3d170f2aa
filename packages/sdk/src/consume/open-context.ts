import {
  CommittedTwice,
  HandlerTimedOut,
  type ProjectionScope,
  PublishingUnavailable,
  type RunId,
} from '@tributary/domain/consumption';
import { eventDraft, type PublishedEvent, type TenantEvent } from '@tributary/domain/events';
import type { TenantId } from '@tributary/domain/tenancy';
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
};

type Commit = Promise<'committed' | 'already'>;

/**
 * What one run of a handler has. It makes each thing when the handler asks for it, as functions that need no `this`, so that a
 * handler may take apart what it is given, and pays for nothing else.
 */
export class OpenContext implements HandlerContext {
  readonly #event: TenantEvent;
  readonly #tools: ContextTools;
  readonly #turn: Turn;
  /** Versions of the entries that were read. */
  #seen: Map<string, number | undefined> | undefined;
  #commit: Commit | undefined;
  #published = 0;
  #isClosed = false;

  constructor(event: TenantEvent, tools: ContextTools, turn: Turn) {
    this.#event = event;
    this.#tools = tools;
    this.#turn = turn;
  }

  /** What was begun of a commit, also by a handler that did not wait for it. */
  get begunCommit(): Commit | undefined {
    return this.#commit;
  }

  /** From here on a handler that was left behind can do nothing, nor end the process with what it did not wait for. */
  close(): void {
    this.#isClosed = true;
    this.#commit?.catch(() => undefined);
  }

  get tenant(): TenantId {
    return this.#event.tenant;
  }

  get run(): RunId {
    return this.#tools.run;
  }

  get signal(): AbortSignal {
    return this.#turn.signal;
  }

  get state(): HandlerContext['state'] {
    return { get: (key) => this.#get(key) };
  }

  get commit(): HandlerContext['commit'] {
    return (writes) => {
      if (this.#commit !== undefined) {
        return Promise.reject(new CommittedTwice({ consumer: this.#tools.consumer.name }));
      }
      const commit = this.#write(writes);
      this.#commit = commit;
      return commit;
    };
  }

  get publish(): HandlerContext['publish'] {
    return async (outgoing) => {
      this.#assertOpen();
      this.#published += 1;
      return this.#publish(outgoing, this.#published);
    };
  }

  get log(): ConsumerLog {
    const { id, tenant, type } = this.#event;
    const { consumer, ports } = this.#tools;
    return (level, message, facts) =>
      ports.log(level, message, { ...facts, consumer: consumer.name, tenant, event: id, type });
  }

  get #scope(): ProjectionScope {
    return { tenant: this.#event.tenant, consumer: this.#tools.consumer.name };
  }

  #assertOpen(): void {
    if (this.#isClosed) {
      throw timedOut(this.#event, this.#tools.consumer, this.#turn);
    }
  }

  async #get(key: string): Promise<JsonValue | undefined> {
    this.#assertOpen();
    const entry = await this.#tools.ports.projections.read(this.#scope, key);
    this.#seen ??= new Map();
    this.#seen.set(key, entry?.version);
    return entry?.value;
  }

  async #write(writes: readonly StateWrite[]): Commit {
    this.#assertOpen();
    const unread = writes.filter(({ key }) => this.#seen?.has(key) !== true);
    await Promise.all(unread.map(({ key }) => this.#get(key)));
    const { consumer, ports, run } = this.#tools;
    const expiresAt = ports.clock.now() + consumer.dedupeMs;
    return ports.projections.commit(
      this.#scope,
      { run, eventId: this.#event.id, expiresAt },
      writes.map(({ key, value }) => ({ key, value, over: this.#seen?.get(key) })),
    );
  }

  async #publish(
    outgoing: Parameters<HandlerContext['publish']>[0],
    nth: number,
  ): Promise<PublishedEvent> {
    const { consumer, ports } = this.#tools;
    if (ports.publish === undefined) {
      throw new PublishingUnavailable(consumer.name);
    }
    const { id, tenant, traceparent } = this.#event;
    const follows = v5(`${tenant}/${id}/${consumer.name}/${nth}`, NAMESPACE);
    const draft = eventDraft({ id: follows, traceparent, ...outgoing }, ports.clock.now());
    return ports.publish(tenant, draft);
  }
}

/** A random UUID of ours, so that no other program makes the same ids. */
const NAMESPACE = '6f1c7d8e-3c1b-4a53-9b0f-2f5e0c9a7d41';

export function timedOut(
  { type }: Pick<TenantEvent, 'type'>,
  { name }: Pick<Consumer, 'name'>,
  { lengthMs }: Pick<Turn, 'lengthMs'>,
  options?: ErrorOptions,
): HandlerTimedOut {
  return new HandlerTimedOut({ consumer: name, eventType: type, ranMs: lengthMs }, options);
}
