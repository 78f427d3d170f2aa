import { ManualClock } from '@tributary/kernel/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { BatchAboveBurst, RateExceeded } from './errors.ts';
import { LeasedRate } from './leased-rate.ts';
import { MemoryRateBudget } from './memory-rate-budget.ts';
import type { LeaseRequest, RateBudget } from './rate-budget.ts';
import type { Grant, RateLimit } from './token-bucket.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');
/** A slice of 100 ms is 10 events. */
const LIMIT: RateLimit = { eventsPerSecond: 100, burst: 200 };

/** A budget that writes down what it was asked. */
class WatchedBudget implements RateBudget {
  readonly asked: LeaseRequest[] = [];
  readonly #inner = new MemoryRateBudget();

  async lease(request: LeaseRequest): Promise<Grant> {
    this.asked.push(request);
    return this.#inner.lease(request);
  }
}

function world() {
  const clock = new ManualClock();
  const budget = new WatchedBudget();
  return { clock, budget, rate: new LeasedRate({ budget, clock }) };
}

async function isAdmitted(admission: Promise<void>): Promise<boolean> {
  const [{ status }] = await Promise.allSettled([admission]);
  return status === 'fulfilled';
}

describe('admit', () => {
  test('leases a slice and admits the next events from it', async () => {
    const { rate, budget } = world();
    for (let event = 0; event < 10; event += 1) {
      await rate.admit(ACME, 1, LIMIT);
    }
    expect(budget.asked.map(({ want, atLeast }) => [want, atLeast])).toEqual([[10, 1]]);
  });

  test('asks only for what is missing, and for all of it', async () => {
    const { rate, budget } = world();
    await rate.admit(ACME, 4, LIMIT);
    await rate.admit(ACME, 30, LIMIT);
    expect(budget.asked.map(({ want, atLeast }) => [want, atLeast])).toEqual([
      [10, 4],
      [24, 24],
    ]);
  });

  test('passes the limit, the tenant and the time on', async () => {
    const { rate, budget, clock } = world();
    await rate.admit(ACME, 1, LIMIT);
    expect(budget.asked).toEqual([
      { tenant: ACME, ...LIMIT, want: 10, atLeast: 1, now: clock.now() },
    ]);
  });

  test('keeps what each tenant holds apart', async () => {
    const { rate, budget } = world();
    await rate.admit(ACME, 1, LIMIT);
    await rate.admit(GLOBEX, 1, LIMIT);
    expect(budget.asked.map(({ tenant }) => tenant)).toEqual([ACME, GLOBEX]);
  });

  test('says when to come back, and keeps its word', async () => {
    const { rate, clock } = world();
    await rate.admit(ACME, 200, LIMIT);
    const refused = rate.admit(ACME, 50, LIMIT);
    await expect(refused).rejects.toThrow(RateExceeded);
    await expect(refused).rejects.toMatchObject({
      facts: { retryAfterMs: 500, eventsPerSecond: 100 },
    });
    clock.advance(500);
    await expect(rate.admit(ACME, 50, LIMIT)).resolves.toBeUndefined();
  });

  test('asks the budget once in the millisecond in which it refuses', async () => {
    const { rate, budget } = world();
    await rate.admit(ACME, 200, LIMIT);
    await isAdmitted(rate.admit(ACME, 50, LIMIT));
    await isAdmitted(rate.admit(ACME, 50, LIMIT));
    expect(budget.asked).toHaveLength(2);
  });

  test('asks anew for a batch that was refused before a smaller one was admitted', async () => {
    const { rate, clock } = world();
    await rate.admit(ACME, 200, LIMIT);
    await isAdmitted(rate.admit(ACME, 50, LIMIT));
    clock.advance(400);
    await rate.admit(ACME, 40, LIMIT);
    await expect(rate.admit(ACME, 50, LIMIT)).rejects.toMatchObject({
      facts: { retryAfterMs: 500 },
    });
  });

  test('does not ask the budget again while its answer is known', async () => {
    const { rate, budget, clock } = world();
    await rate.admit(ACME, 200, LIMIT);
    await isAdmitted(rate.admit(ACME, 50, LIMIT));
    clock.advance(200);
    await expect(rate.admit(ACME, 50, LIMIT)).rejects.toMatchObject({
      facts: { retryAfterMs: 300 },
    });
    expect(budget.asked).toHaveLength(2);
  });

  test('asks again for a smaller batch than the one refused', async () => {
    const { rate, clock } = world();
    await rate.admit(ACME, 200, LIMIT);
    await isAdmitted(rate.admit(ACME, 50, LIMIT));
    clock.advance(200);
    await expect(rate.admit(ACME, 20, LIMIT)).resolves.toBeUndefined();
  });

  test('forgets a refusal that lies ahead of a clock that went back', async () => {
    const { rate, budget, clock } = world();
    await rate.admit(ACME, 200, LIMIT);
    await isAdmitted(rate.admit(ACME, 50, LIMIT));
    clock.advance(-60_000);
    await isAdmitted(rate.admit(ACME, 50, LIMIT));
    expect(budget.asked).toHaveLength(3);
  });

  test('keeps what is held when the budget refuses', async () => {
    const { rate } = world();
    await rate.admit(ACME, 195, LIMIT);
    await rate.admit(ACME, 1, LIMIT);
    await expect(rate.admit(ACME, 50, LIMIT)).rejects.toThrow(RateExceeded);
    await expect(rate.admit(ACME, 4, LIMIT)).resolves.toBeUndefined();
  });

  test('keeps what is held when the budget fails', async () => {
    const clock = new ManualClock();
    const inner = new MemoryRateBudget();
    const answers = [inner, { lease: () => Promise.reject(new TypeError('down')) }];
    const budget = {
      lease: async (request: LeaseRequest) => (answers.shift() ?? inner).lease(request),
    };
    const rate = new LeasedRate({ budget, clock });
    await rate.admit(ACME, 4, LIMIT);
    await expect(rate.admit(ACME, 7, LIMIT)).rejects.toThrow(TypeError);
    await expect(rate.admit(ACME, 6, LIMIT)).resolves.toBeUndefined();
    await expect(rate.admit(ACME, 1, LIMIT)).resolves.toBeUndefined();
  });

  test('never admits a batch above the burst, whatever is there', async () => {
    const { rate, budget } = world();
    const admission = rate.admit(ACME, 201, LIMIT);
    await expect(admission).rejects.toThrow(BatchAboveBurst);
    await expect(admission).rejects.toMatchObject({ facts: { events: 201, burst: 200 } });
    expect(budget.asked).toEqual([]);
  });

  test('leases no slice above a burst that is smaller', async () => {
    const { rate, budget } = world();
    await rate.admit(ACME, 1, { eventsPerSecond: 1_000, burst: 5 });
    expect(budget.asked.map(({ want }) => want)).toEqual([5]);
  });

  test('rounds a slice up', async () => {
    const { rate, budget } = world();
    await rate.admit(ACME, 1, { eventsPerSecond: 15, burst: 50 });
    expect(budget.asked.map(({ want }) => want)).toEqual([2]);
  });

  test('leases at least one event of a slow rate', async () => {
    const { rate, budget } = world();
    await rate.admit(ACME, 1, { eventsPerSecond: 1, burst: 5 });
    expect(budget.asked.map(({ want }) => want)).toEqual([1]);
  });

  test('lets batches that come at once share one lease', async () => {
    const { rate, budget } = world();
    await Promise.all(Array.from({ length: 10 }, () => rate.admit(ACME, 1, LIMIT)));
    expect(budget.asked).toHaveLength(1);
  });

  test('admits nothing twice from what another batch counts on while it leases', async () => {
    const { rate, budget } = world();
    await rate.admit(ACME, 5, LIMIT);
    await Promise.all([rate.admit(ACME, 30, LIMIT), rate.admit(ACME, 1, LIMIT)]);
    expect(budget.asked.map(({ want, atLeast }) => [want, atLeast])).toEqual([
      [10, 5],
      [25, 25],
      [10, 1],
    ]);
  });

  test('admits of batches that come at once exactly what the budget has', async () => {
    const { rate } = world();
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => isAdmitted(rate.admit(ACME, 9, LIMIT))),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(22);
  });

  test('over all processes admits at most burst, rate and one slice for each process', async () => {
    const step = fc.record({
      process: fc.nat(2),
      afterMs: fc.constantFrom(0, 0, 1, 50, 999, 1_000),
      events: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new ManualClock();
        const budget = new MemoryRateBudget();
        const processes = [0, 1, 2].map(() => new LeasedRate({ budget, clock }));
        const admitted: { readonly at: number; readonly events: number }[] = [];
        for (const { process, afterMs, events } of steps) {
          clock.advance(afterMs);
          const attempts = processes
            .filter((_, index) => index === process)
            .map((rate) => isAdmitted(rate.admit(ACME, events, LIMIT)));
          const done = (await Promise.all(attempts)).filter(Boolean);
          admitted.push({ at: clock.now(), events: events * done.length });
        }
        for (const [from, first] of admitted.entries()) {
          let total = 0;
          for (const { at, events } of admitted.slice(from)) {
            total += events;
            const seconds = (at - first.at) / 1_000;
            expect(total).toBeLessThanOrEqual(200 + 100 * seconds + 3 * 10);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
