import type { EpochMs } from '@tributary/kernel';
import type { LimitProfileName } from './cells.ts';
import { LIMITS, PARTITION_CHANGE_WINDOW_MS } from './limits.ts';

/** So many changes in any interval of `windowMs`. */
export type BudgetLimit = { readonly changes: number; readonly windowMs: number };

/** Of partition creations and deletions; `undefined` where the profile has no such limit. */
export function partitionBudget(profile: LimitProfileName): BudgetLimit | undefined {
  const limit = LIMITS[profile].partitionChanges;
  return limit && { changes: limit.value, windowMs: PARTITION_CHANGE_WINDOW_MS };
}

/** What was booked, in order of time. `at` lies in the future for what an oversized amount owes. */
export type BudgetState = readonly { readonly at: EpochMs; readonly changes: number }[];

export const UNSPENT: BudgetState = [];

/**
 * Books `amount` changes at `now`. `waitMs` is 0 when they were booked; otherwise the state is as it was, but for what has
 * expired, and asking again after that time succeeds if nobody else was booked in between.
 *
 * In no window is more booked than the limit: this is a log and no token bucket, which would let twice the limit through one
 * window. An amount above the limit cannot be done in one window; it is booked once nothing is left in the window before it, and
 * what it has too much is owed to the windows after it.
 */
export function spend(
  state: BudgetState,
  amount: number,
  now: EpochMs,
  limit: BudgetLimit,
): { readonly state: BudgetState; readonly waitMs: number } {
  const current = state.filter((entry) => entry.at > now - limit.windowMs);
  const waitMs = amount === 0 ? 0 : waitFor(current, amount, now, limit);
  if (waitMs > 0) {
    return { state: current, waitMs };
  }
  const booked = [...current, ...installments(amount, now, limit)];
  return { state: booked.toSorted((a, b) => a.at - b.at), waitMs: 0 };
}

/** Walks from the newest entry back until what must have expired is found. */
function waitFor(
  current: BudgetState,
  amount: number,
  now: EpochMs,
  { changes, windowMs }: BudgetLimit,
): number {
  let room = changes - Math.min(amount, changes);
  for (const entry of current.toReversed()) {
    room -= entry.changes;
    if (room < 0) {
      return entry.at + windowMs - now;
    }
  }
  return 0;
}

function installments(
  amount: number,
  now: EpochMs,
  { changes, windowMs }: BudgetLimit,
): BudgetState {
  return Array.from({ length: Math.ceil(amount / changes) }, (_, index) => ({
    at: now + index * windowMs,
    changes: Math.min(changes, amount - index * changes),
  }));
}
