import { DAY_MS } from '@tributary/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TenantId, tenantId } from '../tenancy/index.ts';
import { streamName } from '../topics/index.ts';
import type { Cell } from './cells.ts';
import { demandOf, demandOfPools, demandOfTier } from './demand.ts';
import { CellFull, NoSharedCell } from './errors.ts';
import { fits, LIMITS, NO_DEMAND } from './limits.ts';
import { consumerName, tierName } from './names.ts';
import { claimsOf, placeTenant } from './place.ts';
import { cellId, type IsolationModel, siloCellId } from './placement.ts';
import type { ConsumerDefinition, StreamOffer, Tier } from './tier.ts';

const ACME = tenantId('acme');
const ANALYTICS = streamName('analytics');
const ORDERS = streamName('orders');
const USERS = streamName('users');
const TERMS = { retentionMs: 7 * DAY_MS, maxEventBytes: 1_000_000 };

const CATALOGUE = {
  consumers: [
    consumer('notices', ORDERS),
    consumer('tally', ORDERS),
    consumer('activity', ANALYTICS),
  ],
  pools: new Map([
    [ORDERS, { stream: ORDERS, partitions: 12, ...TERMS }],
    [USERS, { stream: USERS, partitions: 6, ...TERMS }],
  ]),
};

function consumer(name: string, stream: StreamOffer['stream']): ConsumerDefinition {
  return {
    name: consumerName(name),
    stream,
    replay: 'refuse',
    batchSize: 100,
    batchWindowMs: 100,
    timeoutMs: 30_000,
  };
}

function offer(
  stream: StreamOffer['stream'],
  model: IsolationModel,
  partitions: number,
): StreamOffer {
  return { stream, model, encryption: 'envelope', partitions, ...TERMS };
}

function tierOfOffers(...offers: readonly StreamOffer[]): Tier {
  return {
    name: tierName('sample'),
    description: '',
    streams: new Map(offers.map((one) => [one.stream, one])),
    eventsPerSecond: 10,
    burst: 10,
  };
}

const POOL = tierOfOffers(offer(USERS, 'pool', 6), offer(ORDERS, 'pool', 12));
const BRIDGE = tierOfOffers(offer(USERS, 'bridge', 1), offer(ORDERS, 'bridge', 3));
const SILO = tierOfOffers(offer(USERS, 'silo', 3), offer(ORDERS, 'silo', 6));
const MIXED = tierOfOffers(
  offer(USERS, 'pool', 6),
  offer(ORDERS, 'bridge', 3),
  offer(ANALYTICS, 'silo', 6),
);

function cell(id: string, used: Partial<Cell['used']> = {}): Cell {
  return {
    id: cellId(id),
    kind: 'shared',
    profile: 'msk-serverless',
    used: { ...NO_DEMAND, ...used },
  };
}

function place(tier: Tier, cells: readonly Cell[], tenant: TenantId = ACME) {
  return placeTenant({ tenant, tier, catalogue: CATALOGUE, cells });
}

describe('demand', () => {
  test('of a pool tenant is nothing', () => {
    expect(demandOf(CATALOGUE, offer(ORDERS, 'pool', 12))).toEqual(NO_DEMAND);
  });

  test.each(['bridge', 'silo'] as const)(
    'of a %s stream is its partitions and a group for each consumer',
    (model) => {
      expect(demandOf(CATALOGUE, offer(ORDERS, model, 3))).toEqual({ partitions: 3, groups: 2 });
      expect(demandOf(CATALOGUE, offer(USERS, model, 1))).toEqual({ partitions: 1, groups: 0 });
    },
  );

  test('of a tier is split between the shared cell and its own', () => {
    expect(demandOfTier(CATALOGUE, MIXED)).toEqual({
      shared: { partitions: 3, groups: 2 },
      silo: { partitions: 6, groups: 1 },
    });
  });

  test('of the pools is that of their topics, whoever is in them', () => {
    expect(demandOfPools(CATALOGUE)).toEqual({ partitions: 18, groups: 2 });
  });
});

describe('placing a tenant', () => {
  test('puts the streams of a pool on a shared cell, in order of stream', () => {
    expect(place(POOL, [cell('cell-1')])).toEqual([
      {
        placement: { tenant: ACME, stream: ORDERS, model: 'pool', cell: 'cell-1', epoch: 1 },
        demand: NO_DEMAND,
      },
      {
        placement: { tenant: ACME, stream: USERS, model: 'pool', cell: 'cell-1', epoch: 1 },
        demand: NO_DEMAND,
      },
    ]);
  });

  test('needs no shared cell for a silo', () => {
    const plan = place(SILO, []);
    expect(plan.map(({ placement }) => placement.cell)).toEqual([
      siloCellId(ACME),
      siloCellId(ACME),
    ]);
  });

  test('mixes models: pool and bridge on one shared cell, silo on the tenant’s own', () => {
    const plan = place(MIXED, [cell('cell-1')]);
    expect(plan.map(({ placement: { stream, model, cell: id } }) => [stream, model, id])).toEqual([
      [ANALYTICS, 'silo', siloCellId(ACME)],
      [ORDERS, 'bridge', 'cell-1'],
      [USERS, 'pool', 'cell-1'],
    ]);
  });

  test('gives every placement the epoch that is asked for', () => {
    const plan = placeTenant({
      tenant: ACME,
      tier: MIXED,
      catalogue: CATALOGUE,
      cells: [cell('cell-1')],
      epoch: 3,
    });
    expect(plan.map(({ placement }) => placement.epoch)).toEqual([3, 3, 3]);
  });

  test('uses no cell that belongs to another tenant', () => {
    const silo: Cell = { ...cell('silo-globex'), kind: 'silo' };
    expect(() => place(BRIDGE, [silo])).toThrow(NoSharedCell);
    const plan = place(BRIDGE, [silo, cell('cell-1')]);
    expect(new Set(plan.map(({ placement }) => placement.cell))).toEqual(new Set(['cell-1']));
  });

  test('goes to the better of two cells', () => {
    const cells = [cell('cell-1', { groups: 400 }), cell('cell-2', { partitions: 1_000 })];
    expect(place(BRIDGE, cells).map(({ placement }) => placement.cell)).toEqual([
      'cell-2',
      'cell-2',
    ]);
    expect(place(BRIDGE, cells.toReversed())).toEqual(place(BRIDGE, cells));
  });

  test('passes over a cell that has room for a part of it alone', () => {
    const cells = [cell('cell-1', { groups: 499 }), cell('cell-2', { partitions: 2_390 })];
    expect(place(BRIDGE, cells)[0]?.placement.cell).toBe('cell-2');
  });

  test('puts a pool tenant on a cell that is full of others', () => {
    const full = cell('cell-1', { partitions: 2_400, groups: 500 });
    expect(place(POOL, [full])[0]?.placement.cell).toBe('cell-1');
  });

  test('is refused when no cell has room, naming the roomiest and its limit', () => {
    const cells = [
      cell('cell-1', { groups: 500 }),
      cell('cell-2', { groups: 499 }),
      cell('cell-3', { partitions: 2_400 }),
    ];
    expect(() => place(BRIDGE, cells)).toThrow(CellFull);
    expect(() => place(BRIDGE, cells)).toThrow(
      expect.objectContaining({
        remedy: 'call-operator',
        facts: { cell: 'cell-2', limit: 'groups', max: 500, used: 499, asked: 2 },
      }),
    );
  });

  test('always finds a cell that fits where there is one, the same each time', () => {
    const cells = fc.array(fc.record({ partitions: fc.nat(2_400), groups: fc.nat(500) }), {
      minLength: 1,
      maxLength: 8,
    });
    const suffixes = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(cells, suffixes, (loads, suffix) => {
        const tenant = tenantId(`tenant-${suffix}`);
        const all = loads.map((used, index) => cell(`cell-${index}`, used));
        const { shared } = demandOfTier(CATALOGUE, BRIDGE);
        const roomy = all.filter(({ used }) => fits(LIMITS['msk-serverless'], used, shared));
        fc.pre(roomy.length > 0);
        const [first] = place(BRIDGE, all, tenant);
        expect(roomy.map(({ id }) => id)).toContain(first?.placement.cell);
        expect(place(BRIDGE, all.toReversed(), tenant)[0]).toEqual(first);
      }),
    );
  });

  test('spreads tenants that are placed on the same numbers', () => {
    const cells = Array.from({ length: 4 }, (_, index) => cell(`cell-${index}`));
    const chosen = Array.from(
      { length: 400 },
      (_, index) => place(POOL, cells, tenantId(`tenant-${index}`))[0]?.placement.cell,
    );
    const counts = cells.map(({ id }) => chosen.filter((one) => one === id).length);
    expect(Math.min(...counts)).toBeGreaterThan(50);
  });
});

describe('claims', () => {
  test('add up what a plan takes of each cell, in order of cell', () => {
    expect(claimsOf(place(MIXED, [cell('cell-1')]))).toEqual([
      { cell: 'cell-1', kind: 'shared', demand: { partitions: 3, groups: 2 } },
      { cell: siloCellId(ACME), kind: 'silo', demand: { partitions: 6, groups: 1 } },
    ]);
  });

  test('add the streams on one cell', () => {
    expect(claimsOf(place(BRIDGE, [cell('cell-1')]))).toEqual([
      { cell: 'cell-1', kind: 'shared', demand: { partitions: 4, groups: 2 } },
    ]);
  });

  test('of a pool tenant name its cell and ask nothing of it', () => {
    expect(claimsOf(place(POOL, [cell('cell-1')]))).toEqual([
      { cell: 'cell-1', kind: 'shared', demand: NO_DEMAND },
    ]);
  });
});
