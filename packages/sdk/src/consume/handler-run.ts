import type { HandlerTimedOut } from '@tributary/domain/consumption';
import type { TenantEvent } from '@tributary/domain/events';
import { PlatformError } from '@tributary/kernel';
import type { EventHandler } from './consumer-spec.ts';
import { type ContextTools, OpenContext, timedOut } from './open-context.ts';
import { runAs } from './tenant-context.ts';
import type { Turn } from './time-limit.ts';

export type HandlerOutcome =
  /** `returned`: it committed nothing. */
  | { readonly kind: 'committed' | 'already' | 'returned' }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed-out'; readonly error: HandlerTimedOut; readonly isToBlame: boolean };

/** Runs the handler inside the tenant's context until it settles or its turn is over. */
export async function runHandler(
  handler: EventHandler,
  event: TenantEvent,
  tools: ContextTools,
  turn: Turn,
): Promise<HandlerOutcome> {
  const context = new OpenContext(event, tools, turn);
  try {
    const returned = runAs(event.tenant, handler, event, context);
    const settled =
      returned === undefined ? undefined : await withinTurn(turn, Promise.resolve(returned));
    const commit = context.begunCommit;
    const effect =
      settled === EXPIRED || commit === undefined ? settled : await withinTurn(turn, commit);
    return effect === EXPIRED ? ended(event, tools, turn) : { kind: effect ?? 'returned' };
  } catch (error) {
    const wasAskedToEnd = turn.isAsked && !(error instanceof PlatformError);
    return wasAskedToEnd ? ended(event, tools, turn, { cause: error }) : { kind: 'threw', error };
  } finally {
    context.close();
  }
}

function ended(
  event: TenantEvent,
  { consumer }: ContextTools,
  turn: Turn,
  options?: ErrorOptions,
): HandlerOutcome {
  const error = timedOut(event, consumer, turn, options);
  return { kind: 'timed-out', error, isToBlame: turn.isFair };
}

const EXPIRED = Symbol('the turn is over');

/** What the work resolves with, unless the turn is over first; then nobody waits for the work any more. */
function withinTurn<Result>(turn: Turn, work: Promise<Result>): Promise<Result | typeof EXPIRED> {
  return new Promise((resolve, reject) => {
    turn.onExpired(() => resolve(EXPIRED));
    work.then(resolve, reject);
  });
}
