import { HandlerTimedOut } from '@tributary/domain/consumption';
import type { TenantEvent } from '@tributary/domain/events';
import { ConcurrentChange } from '@tributary/domain/tenancy';
import { PlatformError } from '@tributary/kernel';
import type { EventHandler } from './consumer-spec.ts';
import { type ContextTools, openContext } from './open-context.ts';
import { runAs } from './tenant-context.ts';
import type { TimeLimit } from './time-limit.ts';

/** Consumers of other partitions write the same state: those that lose a race begin again. */
const MAX_RUNS = 10;

/** A handler that had less of the batch's time when it was ended may only have begun too late. */
const FAIR_SHARE = 0.25;

type Effect = 'committed' | 'already' | 'returned';

export type HandlerOutcome =
  /** `returned`: it committed nothing. */
  | { readonly kind: Effect }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed-out'; readonly error: HandlerTimedOut; readonly hadItsShare: boolean };

export type HandlerTools = Omit<ContextTools, 'turn'> & {
  readonly limit: TimeLimit;
  /** Nobody waits behind it. */
  readonly isLast: boolean;
};

/** Runs the handler inside the tenant's context until it settles or its turn is over; again where its state changed meanwhile. */
export async function runHandler(
  handler: EventHandler,
  event: TenantEvent,
  { limit, isLast, ...tools }: HandlerTools,
): Promise<HandlerOutcome> {
  const turn = limit.begin({ isLast });
  try {
    for (let runs = 1; ; runs += 1) {
      const outcome = await runOnce(handler, event, { ...tools, turn });
      if (outcome === EXPIRED) {
        return timedOut();
      }
      const lostRace = outcome.kind === 'threw' && outcome.error instanceof ConcurrentChange;
      if (!lostRace || runs === MAX_RUNS || turn.isAsked) {
        return endedBySignal(outcome) ? timedOut({ cause: outcome.error }) : outcome;
      }
    }
  } finally {
    turn.end();
  }

  function timedOut(options?: ErrorOptions): HandlerOutcome {
    const facts = { consumer: tools.consumer.name, eventType: event.type, ranMs: turn.lengthMs };
    return {
      kind: 'timed-out',
      error: new HandlerTimedOut(facts, options),
      hadItsShare: turn.lengthMs >= limit.usableMs * FAIR_SHARE,
    };
  }

  function endedBySignal(
    outcome: HandlerOutcome,
  ): outcome is Extract<HandlerOutcome, { readonly kind: 'threw' }> {
    return outcome.kind === 'threw' && turn.isAsked && !(outcome.error instanceof PlatformError);
  }
}

const EXPIRED = Symbol('the turn is over');

async function runOnce(
  handler: EventHandler,
  event: TenantEvent,
  tools: ContextTools,
): Promise<HandlerOutcome | typeof EXPIRED> {
  const open = openContext(event, tools);
  const work = async (): Promise<Effect> => {
    await handler(event, open.context);
    return open.effect();
  };
  try {
    const effect = await new Promise<Effect | typeof EXPIRED>((resolve, reject) => {
      tools.turn.onExpired(() => resolve(EXPIRED));
      runAs(event.tenant, work).then(resolve, reject);
    });
    return effect === EXPIRED ? EXPIRED : { kind: effect };
  } catch (error) {
    return { kind: 'threw', error };
  } finally {
    open.close();
  }
}
