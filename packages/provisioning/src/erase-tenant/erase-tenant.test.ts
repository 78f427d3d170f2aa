import {
  ErasureBasisInvalid,
  ErasureNotConfirmed,
  verifyCertificate,
} from '@tributary/domain/erasure';
import { siloCellId } from '@tributary/domain/placement';
import {
  ConcurrentChange,
  type Operation,
  OperationNotCancellable,
  TenantBusy,
  TenantErased,
  TenantUnknown,
  tenantId,
} from '@tributary/domain/tenancy';
import { ClusterUnavailable, streamName, topicName } from '@tributary/domain/topics';
import { DAY_MS, HOUR_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import { cancelOperation } from '../cancel-operation.ts';
import { resumeUnfinished } from '../engine/resume-unfinished.ts';
import { runOperation } from '../engine/run-operation.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { beginReplay } from '../replay-tenant/begin-replay.ts';
import { beginSuspension } from '../suspend-tenant/begin-suspension.ts';
import { CELL, failing, overriding, ProvisioningRig } from '../testing/index.ts';
import { beginErasure } from './begin-erasure.ts';
import { finishDueErasures } from './finish-due-erasures.ts';

const ACME = tenantId('acme');
const LABS = tenantId('acme-labs');
const ORDERS = streamName('orders');
const ERASURE = { tenant: ACME, confirm: ACME, basis: 'end of contract' };
const NINE = Array.from({ length: 9 }, (_, index) => `event-${index}`);

async function run(ports: ProvisioningPorts, begun: Promise<Operation>): Promise<Operation> {
  return runOperation(ports, (await begun).id);
}

/** The tenant and a neighbour whose id begins alike, each with nine events. */
async function onboarded(tier = 'bridged'): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  for (const tenant of [ACME, LABS]) {
    await run(rig.ports, beginOnboarding(rig.ports, { tenant, tier }));
    await rig.consumers.publish(
      tenant,
      ORDERS,
      NINE.map((id) => `${tenant}-${id}`),
    );
    await rig.consumers.deliver(tenant, ORDERS);
  }
  return rig;
}

function erased({ ports }: ProvisioningRig): Promise<Operation> {
  return run(ports, beginErasure(ports, ERASURE));
}

describe('an erasure', () => {
  test.each(['pooled', 'bridged', 'siloed', 'mixed', 'plain'])(
    'of a tenant of tier %s leaves nothing of it, and its neighbour as it was',
    async (tier) => {
      await using rig = await onboarded(tier);
      const neighbour = await rig.ports.registry.find(LABS);
      const subscriptions = await rig.ports.subscriptions.list(LABS);
      const operation = await erased(rig);
      expect(operation.state).toBe('succeeded');
      expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
      expect(await rig.consumers.count(ACME, 'tally')).toBe(0);
      expect(await rig.consumers.count(LABS, 'tally')).toBe(10);
      expect(await rig.ports.registry.find(LABS)).toEqual(neighbour);
      expect(await rig.ports.subscriptions.list(LABS)).toEqual(subscriptions);
      await rig.consumers.publish(LABS, ORDERS, ['one more']);
      await rig.consumers.deliver(LABS, ORDERS);
      expect(await rig.consumers.count(LABS, 'tally')).toBe(11);
    },
  );

  test('of a pool leaves sealed records, and the certificate says where, why and until when', async () => {
    await using rig = await onboarded('pooled');
    const { id } = await erased(rig);
    const signed = await rig.ports.certificates.find(ACME, id, 'unreadable');
    expect(signed?.certificate.residue).toMatchObject([
      { what: 'sealed records in pool.orders on cell-1', goneBy: '2026-01-08T00:00:43.100Z' },
      { what: 'sealed records in pool.users on cell-1', goneBy: '2026-01-08T00:00:43.100Z' },
      { what: expect.stringContaining('memory'), goneBy: '2026-01-01T01:00:33.100Z' },
      { what: expect.stringContaining('recovery'), goneBy: '2026-01-02T00:00:03.100Z' },
    ]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({
      erasureDueAt: Date.UTC(2026, 0, 8, 0, 0, 43, 100),
    });
  });

  test('of a bridge leaves keys in memory and in the recovery window of the key table only', async () => {
    await using rig = await onboarded('bridged');
    const { id } = await erased(rig);
    const signed = await rig.ports.certificates.find(ACME, id, 'unreadable');
    expect(signed?.certificate.residue.map(({ goneBy }) => goneBy)).toEqual([
      '2026-01-01T01:00:33.100Z',
      '2026-01-02T00:00:03.100Z',
    ]);
  });

  test('where the key table cannot be restored leaves keys in memory only', async () => {
    await using rig = await onboarded('bridged');
    const erasureBounds = { ...rig.ports.erasureBounds, keyRecoveryMs: 0 };
    const ports = { ...rig.ports, erasureBounds };
    const { id } = await run(ports, beginErasure(ports, ERASURE));
    const signed = await ports.certificates.find(ACME, id, 'unreadable');
    expect(signed?.certificate.residue.length).toBe(1);
  });

  test('of a tenant without keys leaves nothing at all', async () => {
    await using rig = await onboarded('plain');
    const { id } = await erased(rig);
    const signed = await rig.ports.certificates.find(ACME, id, 'unreadable');
    expect(signed?.certificate.residue).toEqual([]);
  });

  test('is certified so that anybody can verify it, with all that there was', async () => {
    await using rig = await onboarded('bridged');
    await rig.ports.tokens.revokeAll(ACME);
    const { id } = await erased(rig);
    const signed = await rig.ports.certificates.find(ACME, id, 'unreadable');
    expect(verifyCertificate(signed, rig.ports.signer.publicKeyPem)).toMatchObject({
      kind: 'valid',
      signer: 'trusted',
      certificate: {
        tenant: 'acme',
        operation: id,
        state: 'unreadable',
        basis: 'end of contract',
        scope: {
          deletedTopics: [
            { stream: 'audit', partitions: 2, records: 0 },
            { stream: 'orders', partitions: 2, records: 10 },
            { stream: 'users', partitions: 2, records: 1 },
          ],
          deletedGroups: [
            { group: 'acme.orders.tally.1' },
            { group: 'acme.users.mailer.1' },
            { group: 'acme.users.mirror.1' },
          ],
          revokedPolicies: 1,
          keys: { destroyedVersions: [1], tombstone: 1 },
          deletedProjectionEntries: 3,
          deletedQuarantinedRecords: 0,
        },
      },
    });
  });

  test('waits until no publisher can add anything any more', async () => {
    await using rig = await onboarded('bridged');
    const before = rig.ports.clock.now();
    await erased(rig);
    expect(rig.ports.clock.now() - before).toBe(3_100);
  });

  test('of a suspended tenant need not wait', async () => {
    await using rig = await onboarded('bridged');
    await run(rig.ports, beginSuspension(rig.ports, { tenant: ACME, pauseConsumers: true }));
    const before = rig.ports.clock.now();
    expect((await erased(rig)).state).toBe('succeeded');
    expect(rig.ports.clock.now()).toBe(before);
  });

  test('deletes the groups that the tenant itself has made, and no other', async () => {
    await using rig = await onboarded('bridged');
    const commit = async (tenant: typeof ACME): Promise<void> => {
      const { groups } = rig.ports.sessions.session(CELL, { kind: 'tenant', tenant });
      const [group] = (await rig.ports.subscriptions.list(tenant)).map((each) => each.group);
      const topic = topicName(tenant, ORDERS);
      await (group && groups.commit(group, topic, [{ partition: 0, offset: 0 }]));
    };
    await commit(ACME);
    await commit(LABS);
    await erased(rig);
    const { groups } = rig.ports.sessions.session(CELL, { kind: 'eraser' });
    const left = (await groups.list()).filter((group) => group.startsWith('acme'));
    expect(left.every((group) => group.startsWith('acme-labs.'))).toBe(true);
    expect(left.length).toBe(3);
  });

  test('counts a projection of more than a page', async () => {
    await using rig = await onboarded('plain');
    const scope = { tenant: ACME, consumer: 'tally' };
    const writes = Array.from({ length: 1_500 }, (_, index) => ({
      key: `key-${String(index).padStart(5, '0')}`,
      value: index,
      over: undefined,
    }));
    const marker = { run: 'live', eventId: 'many', expiresAt: 2 ** 42 } as const;
    await rig.ports.projections.commit(scope, marker, writes);
    expect((await erased(rig)).notes['projectionEntries']).toBe(1_501);
  });

  test('deletes what a consumer wrote while it ran', async () => {
    await using rig = await onboarded('plain');
    const { projections } = rig.ports;
    let isLate = true;
    const late = overriding(projections, {
      removeTenant: async (tenant) => {
        const removed = await projections.removeTenant(tenant);
        if (isLate) {
          isLate = false;
          const marker = { run: 'live', eventId: 'late', expiresAt: 2 ** 42 } as const;
          const write = { key: 'late', value: 1, over: undefined };
          await projections.commit({ tenant, consumer: 'tally' }, marker, [write]);
        }
        return removed;
      },
    });
    const ports = { ...rig.ports, projections: late };
    expect((await run(ports, beginErasure(ports, ERASURE))).state).toBe('succeeded');
    expect(await projections.list({ tenant: ACME, consumer: 'tally' }, { limit: 9 })).toEqual([]);
  });

  test('is not certified while anything is left, and goes on once that is removed', async () => {
    await using rig = await onboarded('bridged');
    const revoke = async (): Promise<void> => {};
    const access = overriding(rig.ports.access, { revoke });
    const stuck = await run({ ...rig.ports, access }, beginErasure(rig.ports, ERASURE));
    expect(stuck).toMatchObject({
      state: 'stuck',
      failure: { step: 'scan', code: 'erasure.residue-found', remedy: 'call-operator' },
    });
    expect(await rig.ports.certificates.find(ACME, stuck.id, 'unreadable')).toBeUndefined();
    await rig.ports.access.revoke(ACME);
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test.each([
    ['a topic', { delete: 'topics' }],
    ['a key', { delete: 'keys' }],
    ['a subscription', { delete: 'subscriptions' }],
    ['a quarantined record', { delete: 'quarantine' }],
  ] as const)('finds %s that is left', async (_what, { delete: left }) => {
    await using rig = await onboarded('bridged');
    const ports = leaving(rig.ports, left);
    const operation = await run(ports, beginErasure(ports, ERASURE));
    expect(operation).toMatchObject({ state: 'stuck', failure: { step: 'scan' } });
  });

  test('waits for a cluster that takes its time to go', async () => {
    await using rig = await onboarded('siloed');
    const { clusters } = rig.ports;
    const silo = siloCellId(ACME);
    let polls = 0;
    const slow = overriding(clusters, {
      state: async (cell) => {
        const state = await clusters.state(cell);
        polls += state === 'absent' && polls < 5 ? 1 : 0;
        return state === 'absent' && polls < 5 ? 'deleting' : state;
      },
    });
    const ports = { ...rig.ports, clusters: slow };
    expect((await run(ports, beginErasure(ports, ERASURE))).state).toBe('succeeded');
    expect(polls).toBe(5);
    expect((await ports.cells.list()).map(({ id }) => id)).not.toContain(silo);
  });

  test('waits for the budget of partition changes', async () => {
    await using rig = await onboarded('bridged');
    await run(rig.ports, beginSuspension(rig.ports, { tenant: ACME }));
    const before = rig.ports.clock.now();
    const waits = [0, 4_000];
    const meter = async () => ({ waitMs: waits.shift() ?? 0 });
    const ports = { ...rig.ports, cells: overriding(rig.ports.cells, { meter }) };
    expect((await run(ports, beginErasure(ports, ERASURE))).state).toBe('succeeded');
    expect(rig.ports.clock.now() - before).toBe(4_000);
  });

  test('takes a topic for deleted that goes while it looks', async () => {
    await using rig = await onboarded('bridged');
    const sessions = overriding(rig.ports.sessions, {
      session: (cell, principal) => {
        const session = rig.ports.sessions.session(cell, principal);
        const remove: typeof session.topics.remove = async (name) => {
          await session.topics.remove(name);
          await session.topics.remove(name);
        };
        return { ...session, topics: overriding(session.topics, { remove }) };
      },
    });
    const ports = { ...rig.ports, sessions };
    expect((await run(ports, beginErasure(ports, ERASURE))).state).toBe('succeeded');
  });

  test('passes over a vault that does not answer', async () => {
    await using rig = await onboarded('bridged');
    const branchKey = failing(
      1,
      () => new ClusterUnavailable({ cell: CELL, doing: 'x' }),
      rig.ports.vault.branchKey.bind(rig.ports.vault),
    );
    const ports = { ...rig.ports, vault: overriding(rig.ports.vault, { branchKey }) };
    const operation = await run(ports, beginErasure(ports, ERASURE));
    expect(operation.state).toBe('succeeded');
    expect(operation.steps.find(({ name }) => name === 'scan')?.attempts).toBe(2);
  });
});

/** One kind of thing is not deleted, though the call says so. */
function leaving(
  ports: ProvisioningPorts,
  what: 'topics' | 'keys' | 'subscriptions' | 'quarantine',
) {
  const nothing = async (): Promise<void> => {};
  switch (what) {
    case 'topics': {
      const sessions = overriding(ports.sessions, {
        session: (cell, principal) => {
          const session = ports.sessions.session(cell, principal);
          return { ...session, topics: overriding(session.topics, { remove: nothing }) };
        },
      });
      return { ...ports, sessions };
    }
    case 'keys': {
      const destroy = async (tenant: typeof ACME, at: number) =>
        ({ kind: 'tenant', tenant, destroyedAt: at, sequence: 1 }) as const;
      return { ...ports, vault: overriding(ports.vault, { destroy }) };
    }
    case 'quarantine': {
      const list = async () => [{ id: 'x', consumer: 'tally', reason: 'consumer.poisoned', at: 0 }];
      return { ...ports, quarantine: overriding(ports.quarantine, { list }) };
    }
    case 'subscriptions':
      return {
        ...ports,
        subscriptions: overriding(ports.subscriptions, { disconnect: nothing }),
      };
  }
}

describe('a request for an erasure', () => {
  test('must repeat the id of the tenant', async () => {
    await using rig = await onboarded();
    const begun = beginErasure(rig.ports, { ...ERASURE, confirm: LABS });
    await expect(begun).rejects.toThrow(ErasureNotConfirmed);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'active' });
  });

  test('must say why', async () => {
    await using rig = await onboarded();
    const begun = beginErasure(rig.ports, { ...ERASURE, basis: ' ' });
    await expect(begun).rejects.toThrow(ErasureBasisInvalid);
  });

  test('for an unknown tenant is refused', async () => {
    await using rig = await ProvisioningRig.fresh();
    await expect(beginErasure(rig.ports, ERASURE)).rejects.toThrow(TenantUnknown);
  });

  test('lets the tenant take no more events from then on', async () => {
    await using rig = await onboarded();
    await beginErasure(rig.ports, ERASURE);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'erasure-scheduled' });
  });

  test('that comes again is the same, while it runs and afterwards', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    expect((await beginErasure(rig.ports, ERASURE)).id).toBe(id);
    await runOperation(rig.ports, id);
    expect((await beginErasure(rig.ports, ERASURE)).id).toBe(id);
  });

  test('is the same also between certificate and end', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const publishControlEvent = async (): Promise<never> => {
      throw new TenantErased('acme');
    };
    const stuck = await runOperation({ ...rig.ports, publishControlEvent }, id);
    expect(stuck.state).toBe('stuck');
    expect((await beginErasure(rig.ports, ERASURE)).id).toBe(id);
  });

  test('with another basis is refused, while it runs and afterwards', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const other = { ...ERASURE, basis: 'court order', cancel: true };
    await expect(beginErasure(rig.ports, other)).rejects.toThrow(TenantBusy);
    await runOperation(rig.ports, id);
    await expect(beginErasure(rig.ports, other)).rejects.toThrow(TenantErased);
  });

  test('while another operation runs is refused, unless that is to be given up', async () => {
    await using rig = await onboarded();
    await beginSuspension(rig.ports, { tenant: ACME });
    await expect(beginErasure(rig.ports, ERASURE)).rejects.toThrow(TenantBusy);
  });
});

describe('an erasure that is called off', () => {
  test('in time leaves the tenant suspended, with its consumers connected', async () => {
    await using rig = await onboarded();
    await run(rig.ports, beginSuspension(rig.ports, { tenant: ACME, pauseConsumers: true }));
    const before = await rig.ports.subscriptions.list(ACME);
    const { id } = await beginErasure(rig.ports, ERASURE);
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'disconnect-subscriptions' && at === 'after-effect') {
          await cancelOperation(rig.ports, id);
        }
      },
    });
    expect(operation.state).toBe('undone');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
    expect(await rig.ports.subscriptions.list(ACME)).toEqual(before);
  });

  test('of an active tenant leaves it suspended', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    await cancelOperation(rig.ports, id);
    expect((await runOperation(rig.ports, id)).state).toBe('undone');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
  });

  test('too late is refused', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const refusals: unknown[] = [];
    const operation = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'begin-erasing' && at === 'after-record') {
          refusals.push(await cancelOperation(rig.ports, id).catch((error: unknown) => error));
        }
      },
    });
    expect(refusals).toEqual([expect.any(OperationNotCancellable)]);
    expect(operation.state).toBe('succeeded');
    await expect(cancelOperation(rig.ports, id)).rejects.toThrow(OperationNotCancellable);
  });

  test('twice is called off once', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const first = await cancelOperation(rig.ports, id);
    expect(await cancelOperation(rig.ports, id)).toEqual(first);
  });
});

test('a silo whose cell stays in the directory is residue', async () => {
  await using rig = await onboarded('siloed');
  const cells = overriding(rig.ports.cells, { remove: async () => {} });
  const ports = { ...rig.ports, cells };
  expect(await run(ports, beginErasure(ports, ERASURE))).toMatchObject({
    state: 'stuck',
    failure: { step: 'scan', code: 'erasure.residue-found' },
  });
});

describe('calling off', () => {
  const changed = (): unknown => new ConcurrentChange({ record: 'operation' });

  test('asks again when the operation moves on meanwhile', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const { registry } = rig.ports;
    const write = failing(3, changed, registry.write.bind(registry));
    const ports = { ...rig.ports, registry: overriding(registry, { write }) };
    expect(await cancelOperation(ports, id)).toMatchObject({ cancelRequested: true });
    expect(await registry.operation(id)).toMatchObject({ cancelRequested: true });
  });

  test('gives up when it moves on each time', async () => {
    await using rig = await onboarded();
    const { id } = await beginErasure(rig.ports, ERASURE);
    const { registry } = rig.ports;
    const write = failing(1_000, changed, registry.write.bind(registry));
    const ports = { ...rig.ports, registry: overriding(registry, { write }) };
    await expect(cancelOperation(ports, id)).rejects.toThrow(ConcurrentChange);
  });
});

describe('an erasure during another operation', () => {
  test('compensates an onboarding first', async () => {
    await using rig = await ProvisioningRig.fresh();
    const onboarding = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const erasure = await beginErasure(rig.ports, { ...ERASURE, cancel: true });
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    expect((await rig.ports.registry.operation(onboarding.id))?.state).toBe('undone');
    expect((await rig.ports.registry.operation(erasure.id))?.state).toBe('succeeded');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('waits for one that cannot be given up any more', async () => {
    await using rig = await ProvisioningRig.fresh();
    const { id } = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const erasures: Operation[] = [];
    const onboarding = await runOperation(rig.ports, id, {
      observe: async ({ step, at }) => {
        if (step === 'activate' && at === 'after-record') {
          erasures.push(await beginErasure(rig.ports, { ...ERASURE, cancel: true }));
        }
      },
    });
    expect(onboarding.state).toBe('succeeded');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({
      state: 'active',
      operation: erasures[0]?.id,
    });
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('ends a replay', async () => {
    await using rig = await onboarded('bridged');
    const replay = await beginReplay(rig.ports, { tenant: ACME });
    await beginErasure(rig.ports, { ...ERASURE, cancel: true });
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    expect((await rig.ports.registry.operation(replay.id))?.state).toBe('undone');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('is refused when that one is stuck', async () => {
    await using rig = await stuckOnboarding();
    const begun = beginErasure(rig.ports, { ...ERASURE, cancel: true });
    await expect(begun).rejects.toThrow(TenantBusy);
  });

  test('gives the tenant back when that one gets stuck', async () => {
    await using rig = await ProvisioningRig.fresh();
    const onboarding = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const ports = { ...rig.ports, vault: brokenDiscard(rig.ports) };
    await runOperation(ports, onboarding.id, {
      observe: async ({ step, at }) => {
        if (step === 'create-topics' && at === 'before-run') {
          await beginErasure(rig.ports, { ...ERASURE, cancel: true });
        }
      },
    });
    const erasure = (await rig.ports.registry.unfinished()).find(({ kind }) => kind === 'erase');
    const ended = erasure && (await runOperation(rig.ports, erasure.id));
    expect(ended).toMatchObject({ state: 'undone', failure: { code: 'tenant.busy' } });
    expect(await rig.ports.registry.find(ACME)).toMatchObject({
      state: 'provisioning',
      operation: onboarding.id,
    });
  });

  test('that is called off itself leaves the tenant to its fate', async () => {
    await using rig = await ProvisioningRig.fresh();
    await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
    const erasure = await beginErasure(rig.ports, { ...ERASURE, cancel: true });
    await cancelOperation(rig.ports, erasure.id);
    expect(await resumeUnfinished(rig.ports)).toEqual([]);
    const tenant = await rig.ports.registry.find(ACME);
    expect(tenant).toMatchObject({ state: 'failed' });
    expect(tenant).not.toHaveProperty('operation');
  });
});

function brokenDiscard({ vault }: ProvisioningPorts): ProvisioningPorts['vault'] {
  return overriding(vault, {
    discard: async () => {
      throw new TenantErased('acme');
    },
  });
}

async function stuckOnboarding(): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  const ports = { ...rig.ports, vault: brokenDiscard(rig.ports) };
  const { id } = await beginOnboarding(ports, { tenant: ACME, tier: 'bridged' });
  await runOperation(ports, id, {
    observe: async ({ step, at }) => {
      if (step === 'create-keys' && at === 'after-effect') {
        await cancelOperation(ports, id);
      }
    },
  });
  return rig;
}

describe('an onboarding that failed', () => {
  async function failed(): Promise<ProvisioningRig> {
    const rig = await ProvisioningRig.fresh();
    const probe = async (): Promise<never> => {
      throw new TenantErased('acme');
    };
    const ports = { ...rig.ports, readiness: { probe } };
    await run(ports, beginOnboarding(ports, { tenant: ACME, tier: 'siloed' }));
    return rig;
  }

  test('can be erased for good', async () => {
    await using rig = await failed();
    const operation = await erased(rig);
    expect(operation.state).toBe('succeeded');
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
    expect(await rig.ports.vault.status(ACME)).toMatchObject({ kind: 'destroyed' });
  });

  test('stays failed when its erasure is called off', async () => {
    await using rig = await failed();
    const { id } = await beginErasure(rig.ports, ERASURE);
    await cancelOperation(rig.ports, id);
    await runOperation(rig.ports, id);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'failed' });
  });
});

describe('the daily look at what is due', () => {
  const WEEK = 7 * DAY_MS + HOUR_MS;

  test('leaves a tenant alone whose date has not come', async () => {
    await using rig = await onboarded('bridged');
    await erased(rig);
    expect(await finishDueErasures(rig.ports, rig.ports.clock.now() + HOUR_MS)).toEqual([]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
  });

  test('certifies once the date has passed, and the tenant has no place any more', async () => {
    await using rig = await onboarded('bridged');
    const { id } = await erased(rig);
    const now = rig.ports.clock.now() + WEEK;
    const finished = await finishDueErasures(rig.ports, now);
    expect(finished).toMatchObject([{ kind: 'erased', tenant: 'acme' }]);
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'erased', placements: [] });
    const signed = await rig.ports.certificates.find(ACME, id, 'erased');
    expect(verifyCertificate(signed, rig.ports.signer.publicKeyPem)).toMatchObject({
      kind: 'valid',
      certificate: { state: 'erased', residue: [], issuedAt: new Date(now).toISOString() },
    });
    expect(await finishDueErasures(rig.ports, now)).toEqual([]);
  });

  test('asks again tomorrow while a pool still has old records', async () => {
    await using rig = await onboarded('pooled');
    await erased(rig);
    const now = rig.ports.clock.now() + WEEK;
    const [first] = await finishDueErasures(rig.ports, now);
    expect(first).toMatchObject({ kind: 'residue', tenant: 'acme' });
    expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'unreadable' });
    await rig.embedded.enforceRetention(now);
    expect(await finishDueErasures(rig.ports, now)).toMatchObject([{ kind: 'erased' }]);
  });

  test('does not take newer records of others for old ones', async () => {
    await using rig = await onboarded('pooled');
    await erased(rig);
    await rig.ports.clock.sleep(WEEK);
    await rig.embedded.enforceRetention(rig.ports.clock.now());
    await rig.consumers.publish(LABS, ORDERS, ['new']);
    const finished = await finishDueErasures(rig.ports, rig.ports.clock.now());
    expect(finished).toMatchObject([{ kind: 'erased' }]);
  });

  test('deletes what a consumer wrote after the erasure', async () => {
    await using rig = await onboarded('bridged');
    await erased(rig);
    const scope = { tenant: ACME, consumer: 'tally' };
    const marker = { run: 'live', eventId: 'late', expiresAt: 2 ** 42 } as const;
    await rig.ports.projections.commit(scope, marker, [{ key: 'late', value: 1, over: undefined }]);
    await finishDueErasures(rig.ports, rig.ports.clock.now() + WEEK);
    expect(await rig.ports.projections.list(scope, { limit: 1 })).toEqual([]);
  });

  test('waits for an erasure that is stuck at its last step', async () => {
    await using rig = await onboarded('bridged');
    const publishControlEvent = async (): Promise<never> => {
      throw new TenantErased('acme');
    };
    await run({ ...rig.ports, publishControlEvent }, beginErasure(rig.ports, ERASURE));
    expect(await finishDueErasures(rig.ports, rig.ports.clock.now() + WEEK)).toEqual([]);
  });

  test('says so when the operation is nowhere', async () => {
    await using rig = await onboarded('bridged');
    await erased(rig);
    const registry = overriding(rig.ports.registry, { operationsOf: async () => [] });
    const finished = await finishDueErasures(
      { ...rig.ports, registry },
      rig.ports.clock.now() + WEEK,
    );
    expect(finished).toEqual([{ kind: 'failed', tenant: 'acme', code: 'operation.unknown' }]);
  });

  test('lets what nobody foresaw through', async () => {
    await using rig = await onboarded('bridged');
    await erased(rig);
    const find = failing(1, () => new RangeError('bug'), rig.ports.access.find);
    const ports = { ...rig.ports, access: overriding(rig.ports.access, { find }) };
    const finished = finishDueErasures(ports, rig.ports.clock.now() + WEEK);
    await expect(finished).rejects.toThrow(RangeError);
  });

  test('looks at every page of tenants', async () => {
    await using rig = await onboarded('bridged');
    await erased(rig);
    await run(rig.ports, beginErasure(rig.ports, { ...ERASURE, tenant: LABS, confirm: LABS }));
    const { registry } = rig.ports;
    const paged = overriding(registry, {
      list: (page) => registry.list({ ...page, limit: 1 }),
    });
    const finished = await finishDueErasures(
      { ...rig.ports, registry: paged },
      rig.ports.clock.now() + WEEK,
    );
    expect(finished).toMatchObject([
      { kind: 'erased', tenant: 'acme' },
      { kind: 'erased', tenant: 'acme-labs' },
    ]);
  });
});
