import { verifyCertificate } from '@tributary/domain/erasure';
import { siloCellId } from '@tributary/domain/placement';
import { TenantErased } from '@tributary/domain/tenancy';
import { ClusterUnavailable, topicName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { cancelOperation } from '../cancel-operation.ts';
import { resumeUnfinished } from '../engine/resume-unfinished.ts';
import { runOperation } from '../engine/run-operation.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { beginSuspension } from '../suspend-tenant/begin-suspension.ts';
import {
  ACME,
  CELL,
  ERASURE,
  erased,
  failing,
  LABS,
  ORDERS,
  overriding,
  ProvisioningRig,
  run,
  twoTenants,
} from '../testing/index.ts';
import { beginErasure } from './begin-erasure.ts';

describe('an erasure', () => {
  test.each(['pooled', 'bridged', 'siloed', 'mixed', 'plain'])(
    'of a tenant of tier %s leaves nothing of it, and its neighbour as it was',
    async (tier) => {
      await using rig = await twoTenants(tier);
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
    await using rig = await twoTenants('pooled');
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
    await using rig = await twoTenants('bridged');
    const { id } = await erased(rig);
    const signed = await rig.ports.certificates.find(ACME, id, 'unreadable');
    expect(signed?.certificate.residue.map(({ goneBy }) => goneBy)).toEqual([
      '2026-01-01T01:00:33.100Z',
      '2026-01-02T00:00:03.100Z',
    ]);
  });

  test('where the key table cannot be restored leaves keys in memory only', async () => {
    await using rig = await twoTenants('bridged');
    const erasureBounds = { ...rig.ports.erasureBounds, keyRecoveryMs: 0 };
    const ports = { ...rig.ports, erasureBounds };
    const { id } = await run(ports, beginErasure(ports, ERASURE));
    const signed = await ports.certificates.find(ACME, id, 'unreadable');
    expect(signed?.certificate.residue.length).toBe(1);
  });

  test('of a tenant without keys leaves nothing at all', async () => {
    await using rig = await twoTenants('plain');
    const { id } = await erased(rig);
    const signed = await rig.ports.certificates.find(ACME, id, 'unreadable');
    expect(signed?.certificate.residue).toEqual([]);
  });

  test('is certified so that anybody can verify it, with all that there was', async () => {
    await using rig = await twoTenants('bridged');
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
    await using rig = await twoTenants('bridged');
    const before = rig.ports.clock.now();
    await erased(rig);
    expect(rig.ports.clock.now() - before).toBe(3_100);
  });

  test('of a suspended tenant need not wait', async () => {
    await using rig = await twoTenants('bridged');
    await run(rig.ports, beginSuspension(rig.ports, { tenant: ACME, pauseConsumers: true }));
    const before = rig.ports.clock.now();
    expect((await erased(rig)).state).toBe('succeeded');
    expect(rig.ports.clock.now()).toBe(before);
  });

  test('deletes the groups that the tenant itself has made, and no other', async () => {
    await using rig = await twoTenants('bridged');
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
    await using rig = await twoTenants('plain');
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
    await using rig = await twoTenants('plain');
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
    await using rig = await twoTenants('bridged');
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
    await using rig = await twoTenants('bridged');
    const ports = leaving(rig.ports, left);
    const operation = await run(ports, beginErasure(ports, ERASURE));
    expect(operation).toMatchObject({ state: 'stuck', failure: { step: 'scan' } });
  });

  test('waits for a cluster that takes its time to go', async () => {
    await using rig = await twoTenants('siloed');
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
    await using rig = await twoTenants('bridged');
    await run(rig.ports, beginSuspension(rig.ports, { tenant: ACME }));
    const before = rig.ports.clock.now();
    const waits = [0, 4_000];
    const meter = async () => ({ waitMs: waits.shift() ?? 0 });
    const ports = { ...rig.ports, cells: overriding(rig.ports.cells, { meter }) };
    expect((await run(ports, beginErasure(ports, ERASURE))).state).toBe('succeeded');
    expect(rig.ports.clock.now() - before).toBe(4_000);
  });

  test('takes a topic for deleted that goes while it looks', async () => {
    await using rig = await twoTenants('bridged');
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
    await using rig = await twoTenants('bridged');
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

test('a silo whose cell stays in the directory is residue', async () => {
  await using rig = await twoTenants('siloed');
  const cells = overriding(rig.ports.cells, { remove: async () => {} });
  const ports = { ...rig.ports, cells };
  expect(await run(ports, beginErasure(ports, ERASURE))).toMatchObject({
    state: 'stuck',
    failure: { step: 'scan', code: 'erasure.residue-found' },
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
