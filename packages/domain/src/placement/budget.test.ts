import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BudgetLimit, type BudgetState, partitionBudget, spend, UNSPENT } from './budget.ts';

const NOW = Date.UTC(2026, 4, 1);
const WINDOW_MS = 300_000;
const LIMIT: BudgetLimit = { changes: 250, windowMs: WINDOW_MS };

type Booking = BudgetState[number];

/** Asks, waits as it is told, and goes on; all that was booked, in order. */
function bookAll(asks: readonly { readonly afterMs: number; readonly amount: number }[]) {
  let state = UNSPENT;
  let now = NOW;
  const waits: number[] = [];
  const booked: Booking[] = [];
  for (const { afterMs, amount } of asks) {
    now += afterMs;
    const asked = spend(state, amount, now, LIMIT);
    now += asked.waitMs;
    const answer = asked.waitMs === 0 ? asked : spend(asked.state, amount, now, LIMIT);
    waits.push(answer.waitMs);
    booked.push(...answer.state.filter((entry) => !state.includes(entry)));
    state = answer.state;
  }
  return { booked, waits, endedAt: now };
}

function mostInOneWindow(booked: readonly Booking[]): number {
  return Math.max(
    0,
    ...booked.map(({ at: start }) =>
      booked
        .filter(({ at }) => at >= start && at < start + WINDOW_MS)
        .reduce((total, { changes }) => total + changes, 0),
    ),
  );
}

const amounts = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constantFrom(0, 1, WINDOW_MS - 1, WINDOW_MS), fc.nat(WINDOW_MS)),
    amount: fc.oneof(fc.nat(250), fc.nat(900)),
  }),
  { maxLength: 25 },
);

describe('spend', () => {
  test('books in no window of five minutes more than the limit', () => {
    fc.assert(
      fc.property(amounts, (sequence) => {
        expect(mostInOneWindow(bookAll(sequence).booked)).toBeLessThanOrEqual(250);
      }),
    );
  });

  test('books all that is asked once the wait that it named is over', () => {
    fc.assert(
      fc.property(amounts, (sequence) => {
        const { booked, waits } = bookAll(sequence);
        const asked = sequence.reduce((total, { amount }) => total + amount, 0);
        expect(waits.every((waitMs) => waitMs === 0)).toBe(true);
        expect(booked.reduce((total, { changes }) => total + changes, 0)).toBe(asked);
      }),
    );
  });

  test('wastes no window: a thousand tenants of seven partitions take what the limit demands', () => {
    const { endedAt } = bookAll(Array.from({ length: 1_000 }, () => ({ afterMs: 0, amount: 7 })));
    const tenantsPerWindow = Math.floor(250 / 7);
    expect(endedAt - NOW).toBe((Math.ceil(1_000 / tenantsPerWindow) - 1) * WINDOW_MS);
  });

  test('books at once while the window has room', () => {
    const first = spend(UNSPENT, 200, NOW, LIMIT);
    expect(spend(first.state, 50, NOW + 1, LIMIT)).toEqual({
      state: [
        { at: NOW, changes: 200 },
        { at: NOW + 1, changes: 50 },
      ],
      waitMs: 0,
    });
  });

  test('waits for no more than must expire', () => {
    const state = [
      { at: NOW, changes: 100 },
      { at: NOW + 1_000, changes: 100 },
      { at: NOW + 2_000, changes: 50 },
    ];
    expect(spend(state, 150, NOW + 5_000, LIMIT)).toEqual({
      state,
      waitMs: 1_000 + WINDOW_MS - 5_000,
    });
  });

  test('forgets what is older than the window', () => {
    const state = [
      { at: NOW, changes: 250 },
      { at: NOW + WINDOW_MS, changes: 1 },
    ];
    expect(spend(state, 249, NOW + WINDOW_MS, LIMIT)).toEqual({
      state: [
        { at: NOW + WINDOW_MS, changes: 1 },
        { at: NOW + WINDOW_MS, changes: 249 },
      ],
      waitMs: 0,
    });
  });

  test('spreads an amount above the limit over the windows that follow', () => {
    expect(spend(UNSPENT, 600, NOW, LIMIT)).toEqual({
      state: [
        { at: NOW, changes: 250 },
        { at: NOW + WINDOW_MS, changes: 250 },
        { at: NOW + 2 * WINDOW_MS, changes: 100 },
      ],
      waitMs: 0,
    });
  });

  test('books an amount above the limit only where the window is empty', () => {
    const state = [{ at: NOW, changes: 1 }];
    expect(spend(state, 251, NOW + 10, LIMIT)).toEqual({ state, waitMs: WINDOW_MS - 10 });
  });

  test('asks nobody to wait for nothing, even where all is owed', () => {
    const { state } = spend(UNSPENT, 600, NOW, LIMIT);
    expect(spend(state, 0, NOW, LIMIT)).toEqual({ state, waitMs: 0 });
  });

  test('keeps the limit for a clock that went back', () => {
    const { state } = spend(UNSPENT, 200, NOW, LIMIT);
    const back = spend(state, 50, NOW - 1_000, LIMIT);
    expect(back.state.map(({ at }) => at)).toEqual([NOW - 1_000, NOW]);
    expect(spend(back.state, 1, NOW - 1_000, LIMIT).waitMs).toBeGreaterThan(0);
  });
});

describe('partitionBudget', () => {
  test('is that of MSK Serverless', () => {
    expect(partitionBudget('msk-serverless')).toEqual(LIMIT);
  });

  test.each(['msk-provisioned', 'embedded'] as const)('is none for %s', (profile) => {
    expect(partitionBudget(profile)).toBeUndefined();
  });
});
