import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellFull } from './errors.ts';
import {
  addDemand,
  assertFits,
  firstLimit,
  fits,
  LIMITS,
  type LimitProfile,
  NO_DEMAND,
  shortage,
  tenantsThatFit,
} from './limits.ts';
import { cellId } from './placement.ts';

const SERVERLESS = LIMITS['msk-serverless'];

const demands = fc.record({ partitions: fc.nat(3_000), groups: fc.nat(700) });
const smallDemands = fc.record({
  partitions: fc.integer({ min: 1, max: 50 }),
  groups: fc.nat(10),
});

describe('LIMITS', () => {
  test.each([
    ['partitions', 2_400],
    ['groups', 500],
    ['compactedPartitions', 120],
    ['partitionChanges', 250],
    ['topicRequestsPerSecond', 2],
    ['connections', 3_000],
    ['connectionAttemptsPerSecond', 100],
    ['requestsPerSecond', 15_000],
    ['maxMessageBytes', 8_388_608],
    ['maxFetchBytes', 55_000_000],
    ['ingressBytesPerSecond', 200_000_000],
    ['egressBytesPerSecond', 400_000_000],
    ['ingressBytesPerSecondPerPartition', 5_000_000],
    ['egressBytesPerSecondPerPartition', 10_000_000],
    ['clientVpcs', 5],
    ['clustersPerAccount', 10],
  ] as const)('of MSK Serverless allow %s: %i', (name, value) => {
    expect(SERVERLESS[name]?.value).toBe(value);
  });

  test.each([
    ['msk-provisioned', 'partitions', 1_000],
    ['msk-provisioned', 'groups', 1_000],
    ['msk-provisioned', 'connections', 9_000],
    ['msk-provisioned', 'connectionAttemptsPerSecond', 300],
    ['msk-provisioned', 'clustersPerAccount', 30],
    ['embedded', 'partitions', 100_000],
    ['embedded', 'groups', 50_000],
    ['embedded', 'maxMessageBytes', 8_388_608],
  ] as const)('of %s allow %s: %i', (profile, name, value) => {
    expect(LIMITS[profile][name]?.value).toBe(value);
  });

  const all = Object.entries(LIMITS).flatMap(([profile, limits]) =>
    Object.entries(limits).map(([name, limit]) => ({ profile, name, limit })),
  );

  test.each(all)('of $profile give $name a value, a unit and a source', ({ limit }) => {
    const source = limit.source.kind === 'published' ? limit.source.url : limit.source.reason;
    expect(limit.value).toBeGreaterThan(0);
    expect(limit.unit).not.toBe('');
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/|^[a-z]/);
  });

  test('leave one machine without a rate of partition changes', () => {
    expect(LIMITS.embedded.partitionChanges).toBeUndefined();
  });
});

describe('fits', () => {
  test('takes a demand up to the last partition and group', () => {
    const used = { partitions: 2_300, groups: 499 };
    expect(fits(SERVERLESS, used, { partitions: 100, groups: 1 })).toBe(true);
  });

  test.each([
    { limit: 'partitions', demand: { partitions: 101, groups: 1 }, used: 2_300, max: 2_400 },
    { limit: 'groups', demand: { partitions: 100, groups: 2 }, used: 499, max: 500 },
  ] as const)('refuses one too many: $limit', ({ limit, demand, used, max }) => {
    const short = shortage(SERVERLESS, { partitions: 2_300, groups: 499 }, demand);
    expect(short).toEqual({ limit, max, used, asked: demand[limit] });
  });

  test('takes a demand of nothing even where too much is booked', () => {
    expect(fits(SERVERLESS, { partitions: 9_999, groups: 9_999 }, NO_DEMAND)).toBe(true);
  });

  test('agrees with assertFits', () => {
    fc.assert(
      fc.property(demands, demands, (used, demand) => {
        const cell = { id: cellId('cell-1'), profile: 'msk-serverless', used } as const;
        const [thrown] = caught(() => assertFits(cell, demand));
        expect(thrown instanceof CellFull).toBe(!fits(SERVERLESS, used, demand));
      }),
    );
  });
});

describe('firstLimit', () => {
  test('is the limit with the largest share in use', () => {
    expect(firstLimit(SERVERLESS, { partitions: 1_200, groups: 300 })).toEqual({
      limit: 'groups',
      share: 0.6,
      left: 200,
    });
  });

  test('is partitions while nothing is in use', () => {
    expect(firstLimit(SERVERLESS, NO_DEMAND)).toEqual({
      limit: 'partitions',
      share: 0,
      left: 2_400,
    });
  });

  test('has nothing left where more is booked than there is', () => {
    expect(firstLimit(SERVERLESS, { partitions: 2_500, groups: 0 })).toMatchObject({ left: 0 });
  });
});

describe('tenantsThatFit', () => {
  test.each([
    { what: 'partitions alone', demand: { partitions: 7, groups: 0 }, tenants: 342 },
    { what: 'three groups each', demand: { partitions: 7, groups: 3 }, tenants: 166 },
  ])('counts what MSK Serverless carries by $what', ({ demand, tenants }) => {
    expect(tenantsThatFit(SERVERLESS, NO_DEMAND, demand)).toBe(tenants);
  });

  test('is without end for tenants that take nothing', () => {
    expect(tenantsThatFit(SERVERLESS, NO_DEMAND, NO_DEMAND)).toBe(Number.POSITIVE_INFINITY);
  });

  test('is none where more is booked than there is', () => {
    const used = { partitions: 2_500, groups: 0 };
    expect(tenantsThatFit(SERVERLESS, used, { partitions: 1, groups: 0 })).toBe(0);
  });

  test('is the number after which one more does not fit', () => {
    fc.assert(
      fc.property(demands, smallDemands, (used, demand) => {
        fc.pre(fits(SERVERLESS, used, demand));
        const tenants = tenantsThatFit(SERVERLESS, used, demand);
        expect(fits(SERVERLESS, used, times(demand, tenants))).toBe(true);
        expect(fits(SERVERLESS, used, times(demand, tenants + 1))).toBe(false);
      }),
    );
  });

  test('goes by the profile', () => {
    const small: LimitProfile = {
      ...SERVERLESS,
      partitions: { ...SERVERLESS.partitions, value: 10 },
    };
    expect(tenantsThatFit(small, NO_DEMAND, { partitions: 3, groups: 1 })).toBe(3);
  });
});

test('demands add up member by member', () => {
  expect(addDemand({ partitions: 1, groups: 2 }, { partitions: 30, groups: 40 })).toEqual({
    partitions: 31,
    groups: 42,
  });
});

function times({ partitions, groups }: { partitions: number; groups: number }, count: number) {
  return { partitions: partitions * count, groups: groups * count };
}

function caught(act: () => void): readonly unknown[] {
  try {
    act();
    return [];
  } catch (error) {
    return [error];
  }
}
