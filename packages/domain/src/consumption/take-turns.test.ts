import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeTurns } from './take-turns.ts';

type Job = { readonly tenant: string; readonly at: number; readonly cost: number };

const jobs = fc
  .array(
    fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), cost: fc.integer({ min: 1, max: 9 }) }),
  )
  .map((list): readonly Job[] => list.map((job, at) => ({ ...job, at })));

const quantum = fc.integer({ min: 1, max: 12 });

function turns(per: number) {
  return {
    of: (job: Job) => job.tenant,
    costOf: (job: Job) => job.cost,
    quantum: per,
  };
}

describe('turns', () => {
  test('leave no item out and add none', () => {
    fc.assert(
      fc.property(jobs, quantum, (items, per) => {
        expect(takeTurns(items, turns(per)).toSorted((a, b) => a.at - b.at)).toEqual(items);
      }),
    );
  });

  test('keep the order of each tenant', () => {
    fc.assert(
      fc.property(jobs, quantum, (items, per) => {
        const ordered = takeTurns(items, turns(per)).filter(({ tenant }) => tenant === 'a');
        expect(ordered).toEqual(items.filter(({ tenant }) => tenant === 'a'));
      }),
    );
  });

  test('give every tenant its first before any gets more than a quantum', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 20 }), (noisy, per) => {
        const items: readonly Job[] = [
          ...Array.from({ length: noisy }, (_, at) => ({ tenant: 'noisy', at, cost: 1 })),
          { tenant: 'quiet', at: noisy, cost: 1 },
        ];
        const place = takeTurns(items, turns(per)).findIndex(({ tenant }) => tenant === 'quiet');
        expect(place).toBeLessThanOrEqual(Math.min(noisy, per));
      }),
    );
  });

  test('while two wait, neither is ahead of the other by more than a quantum and an item', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        quantum,
        (left, right, per) => {
          const items = [
            ...left.map((cost, at) => ({ tenant: 'a', at, cost })),
            ...right.map((cost, at) => ({ tenant: 'b', at, cost })),
          ];
          const ordered = takeTurns(items, turns(per));
          const lastOf = (tenant: string) =>
            ordered.findLastIndex((item) => item.tenant === tenant);
          const contended = ordered.slice(0, Math.min(lastOf('a'), lastOf('b')));
          let lead = 0;
          let widest = 0;
          for (const { tenant, cost } of contended) {
            lead += tenant === 'a' ? cost : -cost;
            widest = Math.max(widest, Math.abs(lead));
          }
          expect(widest).toBeLessThanOrEqual(per + 2 * 9);
        },
      ),
    );
  });

  test('count what is left of a quantum in the next turn', () => {
    const items: readonly Job[] = [
      { tenant: 'a', at: 0, cost: 3 },
      { tenant: 'a', at: 1, cost: 1 },
      { tenant: 'b', at: 2, cost: 2 },
      { tenant: 'b', at: 3, cost: 2 },
    ];
    expect(takeTurns(items, turns(2)).map(({ at }) => at)).toEqual([2, 0, 1, 3]);
  });
});
