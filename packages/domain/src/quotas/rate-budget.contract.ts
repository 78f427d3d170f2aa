import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import type { LeaseRequest, RateBudget } from './rate-budget.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');
const NOW = Date.UTC(2026, 4, 1);

/** Ten events a second, a hundred at once. */
function ask(request: Partial<LeaseRequest>): LeaseRequest {
  return {
    tenant: ACME,
    eventsPerSecond: 10,
    burst: 100,
    want: 1,
    atLeast: 1,
    now: NOW,
    ...request,
  };
}

/** `make` gives a new, empty budget each time. */
export function rateBudgetContract(make: () => Promise<RateBudget>): void {
  describe('lease', () => {
    test('starts with a full bucket', async () => {
      const budget = await make();
      expect(await budget.lease(ask({ want: 100 }))).toEqual({ granted: 100, retryAfterMs: 0 });
    });

    test('gives what there is, down to atLeast', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 70 }));
      const grant = await budget.lease(ask({ want: 50, atLeast: 30 }));
      expect(grant).toEqual({ granted: 30, retryAfterMs: 0 });
    });

    test('gives nothing below atLeast and names the time', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 70 }));
      const refused = await budget.lease(ask({ want: 50, atLeast: 31 }));
      expect(refused).toEqual({ granted: 0, retryAfterMs: 100 });
      expect(await budget.lease(ask({ want: 30, atLeast: 30 }))).toMatchObject({ granted: 30 });
    });

    test('keeps its word about the time', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 100 }));
      const { retryAfterMs } = await budget.lease(ask({ want: 7, atLeast: 7 }));
      const early = ask({ want: 7, atLeast: 7, now: NOW + retryAfterMs - 1 });
      expect(await budget.lease(early)).toEqual({ granted: 0, retryAfterMs: 1 });
      const inTime = ask({ want: 7, atLeast: 7, now: NOW + retryAfterMs });
      expect(await budget.lease(inTime)).toEqual({ granted: 7, retryAfterMs: 0 });
    });

    test('never fills above the burst', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 1 }));
      const later = ask({ want: 1_000, now: NOW + 3_600_000 });
      expect(await budget.lease(later)).toEqual({ granted: 100, retryAfterMs: 0 });
    });

    test('refills nothing for a clock that is behind', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 100 }));
      expect(await budget.lease(ask({ now: NOW - 60_000 }))).toMatchObject({ granted: 0 });
      expect(await budget.lease(ask({ now: NOW }))).toMatchObject({ granted: 0 });
    });

    test('keeps fractions of an event between leases', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 100 }));
      await budget.lease(ask({ now: NOW + 50 }));
      expect(await budget.lease(ask({ now: NOW + 100 }))).toEqual({ granted: 1, retryAfterMs: 0 });
    });

    test('keeps tenants apart', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 100 }));
      const other = await budget.lease(ask({ tenant: GLOBEX, want: 100 }));
      expect(other).toEqual({ granted: 100, retryAfterMs: 0 });
    });

    test('follows a tier that became smaller', async () => {
      const budget = await make();
      await budget.lease(ask({ want: 10 }));
      expect(await budget.lease(ask({ want: 100, burst: 20 }))).toMatchObject({ granted: 20 });
    });

    test('gives nobody the same event twice', async () => {
      const budget = await make();
      const grants = await Promise.all(
        Array.from({ length: 10 }, () => budget.lease(ask({ want: 15 }))),
      );
      expect(grants.reduce((sum, { granted }) => sum + granted, 0)).toBe(100);
    });
  });
}
