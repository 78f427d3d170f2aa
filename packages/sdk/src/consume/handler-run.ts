import { HandlerTimedOut } from '@tributary/domain/consumption';
import type { TenantEvent } from '@tributary/domain/events';
import { ConcurrentChange } from '@tributary/domain/tenancy';
import { PlatformError } from '@tributary/kernel';
import type { EventHandler } from './consumer-spec.ts';
import { type ContextTools, openContext } from './open-context.ts';
import { runAs } from './tenant-context.ts';
import { EXPIRED, type TimeLimit } from './time-limit.ts';

/** Consumers of other partitions write the same state: those that lose a race begin again. */
const MAX_RUNS = 10;

/** A handler that had less of the batch's time when it was ended may only have begun too late. */
const FAIR_SHARE = 0.5;

export type HandlerOutcome =
  /** `returned`: it committed nothing. */
  | { readonly kind: 'committed' | 'already' | 'returned' }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed-out'; readonly error: HandlerTimedOut; readonly hadItsShare: boolean };

export type HandlerTools = ContextTools & { readonly limit: TimeLimit };

/** Runs the handler inside the tenant's context until it settles or the time is up; again where its state changed meanwhile. */
export async function runHandler(
  handler: EventHandler,
  event: TenantEvent,
  tools: HandlerTools,
): Promise<HandlerOutcome> {
  for (let runs = 1; ; runs += 1) {
    const outcome = await runOnce(handler, event, tools);
    const lostRace = outcome.kind === 'threw' && outcome.error instanceof ConcurrentChange;
    if (!lostRace || runs === MAX_RUNS || tools.limit.isUp) {
      return outcome;
    }
  }
}

async function runOnce(
  handler: EventHandler,
  event: TenantEvent,
  tools: HandlerTools,
): Promise<HandlerOutcome> {
  const { limit, ports, consumer } = tools;
  const startedAt = ports.clock.now();
  const open = openContext(event, tools);
  const timedOut = (options?: ErrorOptions): HandlerOutcome => {
    const ranMs = ports.clock.now() - startedAt;
    const facts = { consumer: consumer.name, eventType: event.type, ranMs };
    return {
      kind: 'timed-out',
      error: new HandlerTimedOut(facts, options),
      hadItsShare: ranMs >= limit.usableMs * FAIR_SHARE,
    };
  };
  try {
    const work = runAs(event.tenant, async () => {
      await handler(event, open.context);
      return open.effect();
    });
    const effect = await Promise.race([work, limit.expired]);
    return effect === EXPIRED ? timedOut() : { kind: effect };
  } catch (error) {
    const wasAskedToEnd = limit.signal.aborted && !(error instanceof PlatformError);
    return wasAskedToEnd ? timedOut({ cause: error }) : { kind: 'threw', error };
  } finally {
    open.close();
  }
}
