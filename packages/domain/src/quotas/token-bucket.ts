import type { EpochMs } from '@tributary/kernel';

/** Whole numbers: in any interval at most `burst` events and `eventsPerSecond` for each of its seconds. A `Tier` is one. */
export type RateLimit = { readonly eventsPerSecond: number; readonly burst: number };

/** Thousandths of an event: the refill of a whole number of milliseconds is whole too, and nothing is lost by rounding. */
export type BucketState = { readonly milliEvents: number; readonly at: EpochMs };

export type Grant = { readonly granted: number; readonly retryAfterMs: number };

const MILLI = 1_000;

export function fullBucket({ burst }: Pick<RateLimit, 'burst'>, now: EpochMs): BucketState {
  return { milliEvents: burst * MILLI, at: now };
}

/**
 * Takes up to `want` whole events, but nothing if there are fewer than `atLeast`. `retryAfterMs` is 0 when something was
 * granted; otherwise `atLeast` will be there after that time, if nobody else takes them. More than `burst` are never there:
 * then it is `Infinity`. A clock that went back refills nothing.
 */
export function take(
  state: BucketState,
  { want, atLeast }: { readonly want: number; readonly atLeast: number },
  limit: RateLimit,
  now: EpochMs,
): { readonly state: BucketState; readonly grant: Grant } {
  const refilled = refill(state, limit, now);
  const whole = Math.floor(refilled.milliEvents / MILLI);
  if (whole < atLeast) {
    return {
      state: refilled,
      grant: { granted: 0, retryAfterMs: waitFor(atLeast, refilled, limit, now) },
    };
  }
  const granted = Math.min(want, whole);
  return {
    state: { ...refilled, milliEvents: refilled.milliEvents - granted * MILLI },
    grant: { granted, retryAfterMs: 0 },
  };
}

function refill(
  state: BucketState,
  { eventsPerSecond, burst }: RateLimit,
  now: EpochMs,
): BucketState {
  const elapsedMs = Math.max(0, now - state.at);
  const milliEvents = Math.min(burst * MILLI, state.milliEvents + elapsedMs * eventsPerSecond);
  return { milliEvents, at: Math.max(now, state.at) };
}

function waitFor(events: number, state: BucketState, limit: RateLimit, now: EpochMs): number {
  if (events > limit.burst) {
    return Number.POSITIVE_INFINITY;
  }
  const missing = events * MILLI - state.milliEvents;
  return state.at - now + Math.ceil(missing / limit.eventsPerSecond);
}
