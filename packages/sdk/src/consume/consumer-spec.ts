import type { RunId } from '@tributary/domain/consumption';
import type { PublishedEvent, TenantEvent } from '@tributary/domain/events';
import type { TenantId } from '@tributary/domain/tenancy';
import type { JsonValue } from '@tributary/kernel';
import type { OutgoingEvent } from '../publish/event-map.ts';
import type { ConsumerLog } from './consumer-ports.ts';

/**
 * What a service developer writes: the code of one consumer of one stream.
 *
 * Each event is handed over at least once, the events of one aggregate in the order in which they were written, and never
 * an event of another tenant than the context says. How a handler fails says what happens next: an error with the remedy
 * `fix-request` puts the record in quarantine at once; `retry-later` and `call-operator` bring it again until it is taken;
 * any other error brings it again twice and then puts it in quarantine.
 *
 * Events are handled one at a time. Each has at least half of the time that is left to its batch; a handler that has not settled
 * by then is ended, and counts as one that failed. So let the consumer's time limit be well over twice what its slowest handler
 * takes.
 */
export type ConsumerSpec = {
  /** As in the catalogue. */
  readonly name: string;
  readonly stream: string;
  /** By type of event. */
  readonly on: Readonly<Record<string, EventHandler>>;
  /** What happens to the types without a handler; `ignore` where nothing is said. */
  readonly otherwise?: 'ignore' | 'quarantine';
  /** For how long a repeated event is known as one; `DEDUPE_WINDOW_MS` where nothing is said. */
  readonly dedupeMs?: number;
};

export type EventHandler = (event: TenantEvent, context: HandlerContext) => Promise<void> | void;

export type StateWrite = {
  /** 1 to 512 bytes of UTF-8. */
  readonly key: string;
  /** `undefined` deletes the entry. At most 256 KiB as JSON. */
  readonly value: JsonValue | undefined;
};

/** What a handler has for one event. Nothing of it works after the handler has settled or was ended. */
export type HandlerContext = {
  readonly tenant: TenantId;
  /** `live`, or the replay that the event belongs to. */
  readonly run: RunId;
  /** Aborts shortly before the handler's time is up. */
  readonly signal: AbortSignal;
  /** Says tenant, consumer and event on every line. Give it no payload. */
  readonly log: ConsumerLog;
  /** What this consumer keeps for this tenant. */
  readonly state: {
    /** `undefined` where there is no entry. */
    readonly get: (key: string) => Promise<JsonValue | undefined>;
  };
  /**
   * Writes the effect of the event, in one transaction with the note that it has happened: this is what makes it exactly
   * once. Do it once and last. What was read through `state.get` must not have changed since: if it has, nothing is
   * written and the handler is run again.
   *
   * `already`: the effect had happened before, and nothing was written.
   *
   * @throws {ConcurrentChange} let it pass.
   * @throws {CommittedTwice}
   */
  readonly commit: (writes: readonly StateWrite[]) => Promise<'committed' | 'already'>;
  /**
   * Publishes an event of the same tenant. Its id follows from the handled event and from how many were published before
   * it in this run of the handler, so that a repeated run publishes the same events and not new ones; give `time` too, or
   * they differ in that. Publish before you commit: what is committed is not run again.
   *
   * @throws {PublishingUnavailable} the consumer was deployed without a publisher.
   */
  readonly publish: (event: OutgoingEvent<string, string, object>) => Promise<PublishedEvent>;
};
