import type { ManualClock } from '@tributary/kernel/testing';
import { describe, expect, test } from 'vitest';
import { cellId, type Placement, tierName } from '../placement/index.ts';
import { streamName } from '../topics/index.ts';
import { ConcurrentChange } from './errors.ts';
import { type Operation, type OperationState, operationId } from './operation.ts';
import type { Tenant } from './tenant.ts';
import { type TenantId, tenantId } from './tenant-id.ts';
import type { IdempotencyRecord, TenantRegistry } from './tenant-registry.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');
const ENDED: readonly OperationState[] = ['succeeded', 'undone'];
const UNFINISHED: readonly OperationState[] = ['running', 'undoing', 'stuck'];

function id(number: number) {
  return operationId(`0199f3a0-0000-7000-8000-${String(number).padStart(12, '0')}`);
}

const PLACEMENT: Placement = {
  tenant: ACME,
  stream: streamName('orders'),
  model: 'bridge',
  cell: cellId('cell-1'),
  epoch: 1,
};

function tenant(change: Partial<Tenant> = {}): Tenant {
  return {
    id: ACME,
    state: 'provisioning',
    tier: tierName('standard'),
    placements: [PLACEMENT],
    requestDigest: 'a'.repeat(64),
    onboarding: id(1),
    operation: id(1),
    createdAt: 1_000,
    changedAt: 1_000,
    version: 1,
    ...change,
  };
}

function operation(change: Partial<Operation> = {}): Operation {
  return {
    id: id(1),
    kind: 'onboard',
    tenant: ACME,
    state: 'running',
    input: { tier: 'standard', nested: [{ deep: null }] },
    steps: [
      { name: 'place', outcome: 'done', attempts: 1, startedAt: 1_000, endedAt: 1_001 },
      {
        name: 'keys',
        outcome: 'failed',
        attempts: 2,
        failure: { step: 'keys', code: 'keys.missing', message: 'no', remedy: 'retry-later' },
      },
    ],
    notes: { topics: ['acme.orders'] },
    cancelRequested: false,
    startedAt: 1_000,
    version: 1,
    ...change,
  };
}

function idempotency(now: number, change: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  return { key: 'caller/key', digest: 'd', operation: id(1), expiresAt: now + 1_000, ...change };
}

export type TenantRegistryFixture = {
  /** Without tenants and operations. */
  readonly registry: TenantRegistry;
  /** The one that the registry reads. */
  readonly clock: ManualClock;
};

/** What every tenant registry promises. `make` gives a new, empty one each time. */
export function tenantRegistryContract(make: () => Promise<TenantRegistryFixture>): void {
  describe('a tenant', () => {
    test('is unknown before it is written', async () => {
      const { registry } = await make();
      expect(await registry.find(ACME)).toBeUndefined();
      expect(await registry.list({ limit: 10 })).toEqual([]);
    });

    test('is found as it was written', async () => {
      const { registry } = await make();
      await registry.write({ tenant: tenant({ erasureDueAt: 9_000 }) });
      expect(await registry.find(ACME)).toEqual(tenant({ erasureDueAt: 9_000 }));
    });

    test('loses what a later version leaves out', async () => {
      const { registry } = await make();
      await registry.write({ tenant: tenant() });
      const { operation: _, ...released } = tenant({ state: 'active', version: 2 });
      await registry.write({ tenant: released });
      expect(await registry.find(ACME)).toEqual(released);
    });

    test.each([
      ['a first version where there is one', 1],
      ['a version that was passed', 2],
      ['a version that skips one', 5],
    ])('is not written over by %s', async (_, version) => {
      const { registry } = await make();
      await registry.write({ tenant: tenant() });
      await registry.write({ tenant: tenant({ version: 2 }) });
      await registry.write({ tenant: tenant({ version: 3, state: 'active' }) });
      const write = registry.write({ tenant: tenant({ version, state: 'erased' }) });
      await expect(write).rejects.toThrow(ConcurrentChange);
      expect(await registry.find(ACME)).toEqual(tenant({ version: 3, state: 'active' }));
    });

    test('does not begin with a later version', async () => {
      const { registry } = await make();
      const write = registry.write({ tenant: tenant({ version: 2 }) });
      await expect(write).rejects.toThrow(ConcurrentChange);
      expect(await registry.find(ACME)).toBeUndefined();
    });

    test('that many write at once takes one of them', async () => {
      const { registry } = await make();
      await registry.write({ tenant: tenant() });
      const outcomes = await Promise.allSettled(
        [1, 2, 3, 4].map((changedAt) =>
          registry.write({ tenant: tenant({ version: 2, changedAt }) }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  test('tenants are listed in order of id, page by page', async () => {
    const { registry } = await make();
    const ids = ['globex', 'acme-labs', 'acme', 'initech'].map((text) => tenantId(text));
    for (const one of ids) {
      await registry.write({ tenant: tenant({ id: one }) });
    }
    const page = async (after: { after?: TenantId }) =>
      (await registry.list({ ...after, limit: 3 })).map((found) => found.id);
    expect(await page({})).toEqual(['acme', 'acme-labs', 'globex']);
    expect(await page({ after: GLOBEX })).toEqual(['initech']);
    expect(await page({ after: tenantId('initech') })).toEqual([]);
  });

  describe('an operation', () => {
    test('is found as it was written', async () => {
      const { registry } = await make();
      await registry.write({ operation: operation() });
      expect(await registry.operation(id(1))).toEqual(operation());
      expect(await registry.operation(id(2))).toBeUndefined();
    });

    test('is written over the version before', async () => {
      const { registry } = await make();
      await registry.write({ operation: operation() });
      const ended = operation({ state: 'succeeded', endedAt: 2_000, version: 2 });
      await registry.write({ operation: ended });
      expect(await registry.operation(id(1))).toEqual(ended);
      await expect(registry.write({ operation: ended })).rejects.toThrow(ConcurrentChange);
      await expect(registry.write({ operation: operation() })).rejects.toThrow(ConcurrentChange);
    });

    test('is among those of its tenant, newest first', async () => {
      const { registry } = await make();
      await registry.write({ operation: operation({ id: id(1), startedAt: 2_000 }) });
      await registry.write({ operation: operation({ id: id(2), startedAt: 3_000 }) });
      await registry.write({ operation: operation({ id: id(3), startedAt: 1_000 }) });
      await registry.write({ operation: operation({ id: id(4), tenant: tenantId('acme-labs') }) });
      const ids = (await registry.operationsOf(ACME)).map((found) => found.id);
      expect(ids).toEqual([id(2), id(1), id(3)]);
    });

    test.each(UNFINISHED)('that is %s is unfinished', async (state) => {
      const { registry } = await make();
      await registry.write({ operation: operation({ state }) });
      expect(await registry.unfinished()).toEqual([operation({ state })]);
    });

    test.each(ENDED)('that is %s is not unfinished any more', async (state) => {
      const { registry } = await make();
      await registry.write({ operation: operation() });
      await registry.write({ operation: operation({ state, version: 2 }) });
      expect(await registry.unfinished()).toEqual([]);
    });

    test('that is taken up again is unfinished again', async () => {
      const { registry } = await make();
      await registry.write({ operation: operation({ state: 'stuck' }) });
      await registry.write({ operation: operation({ state: 'succeeded', version: 2 }) });
      await registry.write({ operation: operation({ state: 'running', version: 3 }) });
      expect(await registry.unfinished()).toHaveLength(1);
    });
  });

  test('the unfinished operations of all tenants come oldest first', async () => {
    const { registry } = await make();
    await registry.write({ operation: operation({ id: id(1), startedAt: 2_000 }) });
    await registry.write({
      operation: operation({ id: id(2), startedAt: 3_000, tenant: GLOBEX, state: 'stuck' }),
    });
    await registry.write({ operation: operation({ id: id(3), startedAt: 1_000 }) });
    const ids = (await registry.unfinished()).map((found) => found.id);
    expect(ids).toEqual([id(3), id(1), id(2)]);
  });

  describe('an idempotency key', () => {
    test('is recalled until it expires', async () => {
      const { registry, clock } = await make();
      const record = idempotency(clock.now());
      await registry.write({ idempotency: record });
      expect(await registry.recall(record.key, clock.now())).toEqual(record);
      expect(await registry.recall(record.key, record.expiresAt + 1)).toBeUndefined();
    });

    test('is one caller’s', async () => {
      const { registry, clock } = await make();
      await registry.write({ idempotency: idempotency(clock.now()) });
      expect(await registry.recall('other/key', clock.now())).toBeUndefined();
    });

    test('is not taken twice', async () => {
      const { registry, clock } = await make();
      await registry.write({ idempotency: idempotency(clock.now()) });
      const again = registry.write({ idempotency: idempotency(clock.now(), { digest: 'e' }) });
      await expect(again).rejects.toThrow(ConcurrentChange);
      expect(await registry.recall('caller/key', clock.now())).toEqual(idempotency(clock.now()));
    });

    test('is free again once it has expired', async () => {
      const { registry, clock } = await make();
      await registry.write({ idempotency: idempotency(clock.now()) });
      clock.advance(1_001);
      const later = idempotency(clock.now(), { digest: 'e', operation: id(2) });
      await registry.write({ idempotency: later });
      expect(await registry.recall(later.key, clock.now())).toEqual(later);
    });
  });

  describe('a change', () => {
    test('writes all of it', async () => {
      const { registry, clock } = await make();
      const record = idempotency(clock.now());
      await registry.write({ tenant: tenant(), operation: operation(), idempotency: record });
      expect(await registry.find(ACME)).toEqual(tenant());
      expect(await registry.operation(id(1))).toEqual(operation());
      expect(await registry.recall(record.key, clock.now())).toEqual(record);
    });

    test.each(['tenant', 'operation', 'idempotency'] as const)(
      'of which the %s comes too late writes nothing',
      async (late) => {
        const { registry, clock } = await make();
        const taken = {
          tenant: tenant(),
          operation: operation(),
          idempotency: idempotency(clock.now()),
        };
        await registry.write({ [late]: taken[late] });
        const other = { id: id(2), tenant: GLOBEX };
        const fresh = {
          tenant: tenant({ id: GLOBEX }),
          operation: operation(other),
          idempotency: idempotency(clock.now(), { key: 'other/key' }),
        };
        const write = registry.write({ ...fresh, [late]: taken[late] });
        await expect(write).rejects.toThrow(ConcurrentChange);
        expect(await registry.find(GLOBEX)).toBeUndefined();
        expect(await registry.operation(id(2))).toBeUndefined();
        expect(await registry.recall('other/key', clock.now())).toBeUndefined();
      },
    );
  });
}
