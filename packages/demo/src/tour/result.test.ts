import { expect, test } from 'vitest';
import { type Counts, type Findings, NO_COUNTS } from '../check/findings.ts';
import { type Evidence, problemsOf, tenantResults } from './result.ts';

const WELL: Counts = { ...NO_COUNTS, published: 3, consumed: 3 };

function findings(changes: Partial<Findings> = {}): Findings {
  return {
    tenants: new Map([
      ['acme', WELL],
      ['globex', WELL],
    ]),
    others: WELL,
    replays: new Map([['replay-1', new Map([['acme', WELL]])]]),
    altered: 0,
    unknown: 0,
    unreadable: 0,
    ...changes,
  };
}

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    findings: findings(),
    isolation: { attempts: 2, denied: 2, controls: 2 },
    miscounted: [],
    replay: { tenant: 'acme', run: 'replay-1' },
    erasure: [],
    ...changes,
  };
}

function ofAcme(counts: Partial<Counts>): Evidence {
  return evidence({ findings: findings({ tenants: new Map([['acme', { ...WELL, ...counts }]]) }) });
}

function ofReplay(tenant: string, counts: Partial<Counts>): Evidence {
  const tenants = new Map([
    ['acme', WELL],
    [tenant, { ...WELL, ...counts }],
  ]);
  return evidence({ findings: findings({ replays: new Map([['replay-1', tenants]]) }) });
}

test('a tour on which all is well has no problems', () => {
  expect(problemsOf(evidence())).toEqual([]);
});

test('a duplicate is no problem: delivery is at least once', () => {
  expect(problemsOf(ofAcme({ duplicates: 1 }))).toEqual([]);
});

test.each<[string, Evidence]>([
  ['a lost event', ofAcme({ lost: 1 })],
  ['an event out of order', ofAcme({ outOfOrder: 1 })],
  ['an event that crossed', ofAcme({ crossed: 1 })],
  ['a lost control', evidence({ findings: findings({ others: { ...WELL, lost: 1 } }) })],
  ['an altered event', evidence({ findings: findings({ altered: 1 }) })],
  ['an unknown event', evidence({ findings: findings({ unknown: 1 }) })],
  ['an unreadable line', evidence({ findings: findings({ unreadable: 1 }) })],
  [
    'an attempt that was not denied',
    evidence({ isolation: { attempts: 2, denied: 1, controls: 2 } }),
  ],
  ['a control that was not done', evidence({ isolation: { attempts: 2, denied: 2, controls: 1 } })],
  ['a wrong tally', evidence({ miscounted: ['acme'] })],
  ['a replay that brought nothing', evidence({ replay: { tenant: 'acme', run: 'replay-2' } })],
  ['a replay that left something out', ofReplay('acme', { consumed: 2 })],
  ['a replay out of order', ofReplay('acme', { outOfOrder: 1 })],
  ['a replay that crossed', ofReplay('acme', { crossed: 1 })],
  ["another tenant's events in a replay", ofReplay('globex', {})],
  ['an erasure that is not complete', evidence({ erasure: ['its tally is gone'] })],
])('%s is a problem', (_, tour) => {
  expect(problemsOf(tour)).toHaveLength(1);
});

test('a tenant of whom nothing was published has counts of nothing', () => {
  const tenant = {
    source: 'Acme',
    id: 'quiet',
    reason: undefined,
    tier: 'starter',
    model: 'pool',
    events: 1,
  } as const;
  expect(tenantResults([tenant], findings())).toEqual([
    {
      id: 'quiet',
      source: 'Acme',
      tier: 'starter',
      model: 'pool',
      published: 0,
      consumed: 0,
      duplicates: 0,
      lost: 0,
      outOfOrder: 0,
    },
  ]);
});
