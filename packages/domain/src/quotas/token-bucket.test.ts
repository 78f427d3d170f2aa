import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BucketState, fullBucket, type RateLimit, take } from './token-bucket.ts';

const NOW = Date.UTC(2026, 4, 1);
const LIMIT: RateLimit = { eventsPerSecond: 10, burst: 100 };
const EMPTY: BucketState = { milliEvents: 0, at: NOW };

type Taken = { readonly at: number; readonly granted: number };

/** Runs one bucket through the asks in order; each ask comes `afterMs` later than the one before. */
function run(
  limit: RateLimit,
  asks: readonly { readonly afterMs: number; readonly want: number }[],
): readonly Taken[] {
  let state = fullBucket(limit, NOW);
  let now = NOW;
  return asks.map(({ afterMs, want }) => {
    now += afterMs;
    const taken = take(state, { want, atLeast: 1 }, limit, now);
    state = taken.state;
    return { at: now, granted: taken.grant.granted };
  });
}

function sum(taken: readonly Taken[]): number {
  return taken.reduce((total, { granted }) => total + granted, 0);
}

const limits = fc.record({
  eventsPerSecond: fc.integer({ min: 1, max: 5_000 }),
  burst: fc.integer({ min: 1, max: 20_000 }),
});

/** Greedy asks, thick around the edges of whole seconds. */
const sequences = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constantFrom(0, 1, 999, 1_000, 1_001), fc.nat(5_000)),
    want: fc.integer({ min: 1, max: 30_000 }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('take', () => {
  test('grants in no interval more than the burst and the rate allow', () => {
    fc.assert(
      fc.property(limits, sequences, (limit, sequence) => {
        const taken = run(limit, sequence);
        for (const [from, first] of taken.entries()) {
          for (const [length, last] of taken.slice(from).entries()) {
            const inside = taken.slice(from, from + length + 1);
            const seconds = (last.at - first.at) / 1_000;
            expect(sum(inside)).toBeLessThanOrEqual(limit.burst + limit.eventsPerSecond * seconds);
          }
        }
      }),
    );
  });

  test('withholds less than one event of what the rate allows a bucket that never fills', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(fc.nat(1_000), { minLength: 1, maxLength: 30 }),
        (eventsPerSecond, steps) => {
          const limit = { eventsPerSecond, burst: 200_000 };
          const [, ...later] = run(limit, [
            { afterMs: 0, want: limit.burst },
            ...steps.map((afterMs) => ({ afterMs, want: limit.burst })),
          ]);
          const elapsedMs = steps.reduce((total, step) => total + step, 0);
          expect(sum(later)).toBe(Math.floor((elapsedMs * eventsPerSecond) / 1_000));
        },
      ),
    );
  });

  test('names the first millisecond at which the same ask is granted', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 20_000 }), (limit, events) => {
        fc.pre(events <= limit.burst);
        const ask = { want: events, atLeast: events };
        const { state, grant } = take(EMPTY, ask, limit, NOW);
        const early = take(state, ask, limit, NOW + grant.retryAfterMs - 1);
        const inTime = take(state, ask, limit, NOW + grant.retryAfterMs);
        expect([early.grant.granted, inTime.grant.granted]).toEqual([0, events]);
      }),
    );
  });

  test('gives twice the rate at no edge of a second, as a fixed window would', () => {
    const limit = { eventsPerSecond: 100, burst: 100 };
    const [before, after] = run(limit, [
      { afterMs: 999, want: 100 },
      { afterMs: 2, want: 100 },
    ]);
    expect([before?.granted, after?.granted]).toEqual([100, 0]);
  });

  test('gives as much as is wanted and no more', () => {
    const { state, grant } = take(fullBucket(LIMIT, NOW), { want: 30, atLeast: 10 }, LIMIT, NOW);
    expect(grant).toEqual({ granted: 30, retryAfterMs: 0 });
    expect(state).toEqual({ milliEvents: 70_000, at: NOW });
  });

  test('gives what is there when that is atLeast', () => {
    const state = { milliEvents: 10_999, at: NOW };
    expect(take(state, { want: 30, atLeast: 10 }, LIMIT, NOW)).toEqual({
      state: { milliEvents: 999, at: NOW },
      grant: { granted: 10, retryAfterMs: 0 },
    });
  });

  test('takes nothing when there are fewer than atLeast', () => {
    const state = { milliEvents: 9_999, at: NOW };
    expect(take(state, { want: 30, atLeast: 10 }, LIMIT, NOW)).toEqual({
      state,
      grant: { granted: 0, retryAfterMs: 1 },
    });
  });

  test('says that more than the burst never comes', () => {
    const { grant } = take(fullBucket(LIMIT, NOW), { want: 101, atLeast: 101 }, LIMIT, NOW);
    expect(grant).toEqual({ granted: 0, retryAfterMs: Number.POSITIVE_INFINITY });
  });

  test('counts the wait from the clock that asks, when that is behind', () => {
    const { grant } = take(EMPTY, { want: 1, atLeast: 1 }, LIMIT, NOW - 500);
    expect(grant).toEqual({ granted: 0, retryAfterMs: 600 });
  });

  test('refills nothing twice for a clock that went back', () => {
    const back = take(EMPTY, { want: 1, atLeast: 1 }, LIMIT, NOW - 60_000);
    const again = take(back.state, { want: 1, atLeast: 1 }, LIMIT, NOW);
    expect(again.grant.granted).toBe(0);
  });

  test('keeps whole thousandths, whatever is asked when', () => {
    fc.assert(
      fc.property(limits, fc.array(fc.nat(10_000)), (limit, steps) => {
        let state = fullBucket(limit, NOW);
        for (const step of steps) {
          state = take(state, { want: step + 1, atLeast: 1 }, limit, state.at + step).state;
          expect(Number.isSafeInteger(state.milliEvents)).toBe(true);
        }
      }),
    );
  });
});
