import { policyOf } from '@tributary/domain/access';
import { KeysShredded } from '@tributary/domain/keys';
import { CellFull, CellUnknown, cellId, siloCellId } from '@tributary/domain/placement';
import { type Tenant, tenantId } from '@tributary/domain/tenancy';
import { ClusterUnavailable, CONTROL_TOPIC, streamName, topicName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { runOperation } from '../engine/run-operation.ts';
import { ensurePlatform } from '../ensure-platform.ts';
import { examine } from '../erase-tenant/examine.ts';
import { ReadinessUnproven } from '../errors.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { CELL, failing, overriding, ProvisioningRig } from '../testing/index.ts';
import { beginOnboarding } from './begin-onboarding.ts';

const ACME = tenantId('acme');
const ORDERS = streamName('orders');

async function onboard(ports: ProvisioningPorts, tier: string) {
  const { id } = await beginOnboarding(ports, { tenant: ACME, tier });
  return runOperation(ports, id);
}

async function tenantOf({ registry }: ProvisioningPorts): Promise<Tenant | undefined> {
  return registry.find(ACME);
}

async function controlEvents({ ports }: ProvisioningRig): Promise<readonly string[]> {
  const { log } = ports.sessions.session(CELL, { kind: 'control-publisher' });
  const records = await log.read({
    topic: CONTROL_TOPIC,
    partition: 0,
    offset: 0,
    maxRecords: 100,
    maxBytes: 1_000_000,
  });
  return records.flatMap(({ headers }) =>
    headers
      .filter(([name]) => name === 'ce_type')
      .map(([, value]) => Buffer.from(value).toString()),
  );
}

describe('an onboarded tenant', () => {
  test.each(['pooled', 'bridged', 'siloed', 'mixed', 'plain', 'unread'])(
    'of tier %s is active and held by nobody',
    async (tier) => {
      await using rig = await ProvisioningRig.fresh();
      const { state } = await onboard(rig.ports, tier);
      expect(state).toBe('succeeded');
      const tenant = await tenantOf(rig.ports);
      expect(tenant).toMatchObject({ state: 'active', tier });
      expect(tenant).not.toHaveProperty('operation');
    },
  );

  test('of a pool has keys, and neither topics nor a role nor subscriptions of its own', async () => {
    await using rig = await ProvisioningRig.fresh();
    await onboard(rig.ports, 'pooled');
    const { access, sessions, subscriptions, vault } = rig.ports;
    expect(await vault.status(ACME)).toEqual({ kind: 'present', versions: [1] });
    expect(await access.find(ACME)).toBeUndefined();
    expect(await subscriptions.list(ACME)).toEqual([]);
    const { topics } = sessions.session(CELL, { kind: 'operator' });
    expect(await topics.describe(topicName(ACME, ORDERS))).toBeUndefined();
  });

  test('of a bridge has topics as its tier says, a role for its cluster, and its consumers', async () => {
    await using rig = await ProvisioningRig.fresh();
    await onboard(rig.ports, 'bridged');
    const { access, clusterOf, sessions, subscriptions } = rig.ports;
    const { topics } = sessions.session(CELL, { kind: 'operator' });
    expect(await topics.describe(topicName(ACME, ORDERS))).toMatchObject({ partitions: 2 });
    const own = policyOf({ kind: 'tenant', tenant: ACME }, await clusterOf(CELL));
    expect(await access.find(ACME)).toEqual({ tenant: ACME, policies: [own] });
    const groups = (await subscriptions.list(ACME)).map(({ group }) => group);
    expect(groups).toEqual(['acme.orders.tally.1', 'acme.users.mailer.1', 'acme.users.mirror.1']);
  });

  test('of a bridge has its room booked on the cell', async () => {
    await using rig = await ProvisioningRig.fresh();
    const [before] = await rig.ports.cells.list();
    await onboard(rig.ports, 'bridged');
    const [after] = await rig.ports.cells.list();
    expect(after?.used).toEqual({
      partitions: (before?.used.partitions ?? 0) + 6,
      groups: (before?.used.groups ?? 0) + 3,
    });
  });

  test('of a silo has a cluster of its own', async () => {
    await using rig = await ProvisioningRig.fresh();
    await onboard(rig.ports, 'siloed');
    const silo = siloCellId(ACME);
    expect(await rig.ports.clusters.state(silo)).toBe('active');
    expect((await tenantOf(rig.ports))?.placements.map(({ cell }) => cell)).toEqual([silo, silo]);
    expect((await rig.ports.cells.list()).map(({ id }) => id)).toContain(silo);
  });

  test('has no keys where its tier seals nothing', async () => {
    await using rig = await ProvisioningRig.fresh();
    await onboard(rig.ports, 'plain');
    expect(await rig.ports.vault.status(ACME)).toEqual({ kind: 'absent' });
  });

  test('is told of once on the control topic', async () => {
    await using rig = await ProvisioningRig.fresh();
    await onboard(rig.ports, 'pooled');
    expect(await controlEvents(rig)).toEqual(['TenantProvisioned']);
  });
});

describe('the proof of readiness', () => {
  test('asks for a probe on each stream that somebody reads', async () => {
    await using rig = await ProvisioningRig.fresh();
    const probed: string[] = [];
    const readiness = overriding(rig.ports.readiness, {
      probe: async (_tenant, stream) => {
        probed.push(stream);
      },
    });
    await onboard({ ...rig.ports, readiness }, 'bridged');
    expect(probed.toSorted()).toEqual(['orders', 'users']);
  });

  test('is refused when no answer comes, and nothing is left of the tenant', async () => {
    await using rig = await ProvisioningRig.fresh();
    const readiness = overriding(rig.ports.readiness, {
      probe: async (tenant, stream) => {
        throw new ReadinessUnproven({ tenant, stream, waitedMs: 10 });
      },
    });
    const operation = await onboard({ ...rig.ports, readiness }, 'bridged');
    expect(operation).toMatchObject({
      state: 'undone',
      failure: { step: 'prove-readiness', code: 'readiness.unproven', remedy: 'retry-later' },
    });
    expect(await tenantOf(rig.ports)).toMatchObject({ state: 'failed', placements: [] });
    expect(await residue(rig)).toEqual([]);
  });

  test('is refused when a cluster lets the new identity reach the canary', async () => {
    await using rig = await ProvisioningRig.fresh();
    const access = overriding(rig.ports.access, {
      grant: async ({ tenant }) => {
        const cluster = await rig.ports.clusterOf(CELL);
        const wide = policyOf({ kind: 'publisher', streams: [ORDERS] }, cluster);
        await rig.ports.access.grant({ tenant, policies: [wide] });
      },
    });
    const operation = await onboard({ ...rig.ports, access }, 'bridged');
    expect(operation.failure).toMatchObject({
      step: 'prove-isolation',
      code: 'access.identity-too-wide',
      remedy: 'call-operator',
    });
    expect(await rig.ports.access.find(ACME)).toBeUndefined();
  });

  test('a cluster that does not answer proves nothing', async () => {
    await using rig = await ProvisioningRig.fresh();
    const unavailable = async (): Promise<never> => {
      throw new ClusterUnavailable({ cell: CELL, doing: 'nothing' });
    };
    const sessions = overriding(rig.ports.sessions, {
      session: (cell, principal) => {
        const session = rig.ports.sessions.session(cell, principal);
        const log = overriding(session.log, { offsets: unavailable });
        return principal.kind === 'tenant' ? { ...session, log } : session;
      },
    });
    const operation = await onboard({ ...rig.ports, sessions }, 'bridged');
    expect(operation).toMatchObject({
      state: 'undone',
      failure: { step: 'prove-isolation', code: 'cluster.unavailable' },
    });
  });
});

describe('placing', () => {
  test('decides again when somebody else takes the room meanwhile, and gives back what it tried', async () => {
    await using rig = await ProvisioningRig.fresh();
    const second = cellId('cell-2');
    const { cells } = rig.ports;
    await ensurePlatform({
      ...rig.ports,
      cellPlan: { ...rig.ports.cellPlan, shared: [{ id: second, profile: 'embedded' }] },
    });
    const full = new CellFull({ cell: CELL, limit: 'partitions', max: 1, used: 1, asked: 1 });
    const listed = [[CELL], [second]];
    const raced = overriding(cells, {
      list: async () => {
        const wanted = listed.shift() ?? [second];
        return (await cells.list()).filter(({ id }) => wanted.includes(id));
      },
      claim: async (cell, tenant, demand) => {
        await cells.claim(cell, tenant, demand);
        if (cell === CELL) {
          throw full;
        }
      },
    });
    const [before] = await cells.list();
    const operation = await onboard({ ...rig.ports, cells: raced }, 'bridged');
    expect(operation.state).toBe('succeeded');
    expect((await tenantOf(rig.ports))?.placements.map(({ cell }) => cell)).toEqual([
      second,
      second,
      second,
    ]);
    expect((await cells.list())[0]).toEqual(before);
  });

  test('fails at once when no cell has room', async () => {
    await using rig = await ProvisioningRig.fresh();
    const cells = overriding(rig.ports.cells, {
      list: async () => [
        {
          id: CELL,
          kind: 'shared',
          profile: 'msk-serverless',
          used: { partitions: 2_400, groups: 0 },
        },
      ],
    });
    const operation = await onboard({ ...rig.ports, cells }, 'bridged');
    expect(operation).toMatchObject({ state: 'undone', failure: { code: 'cell.full' } });
    expect(operation.steps[0]).toMatchObject({ outcome: 'failed', attempts: 0 });
  });

  test('lets other errors of a claim through', async () => {
    await using rig = await ProvisioningRig.fresh();
    const claim = failing(9, () => new RangeError('secret'), rig.ports.cells.claim);
    const cells = overriding(rig.ports.cells, { claim });
    const operation = await onboard({ ...rig.ports, cells }, 'bridged');
    expect(operation.failure).toMatchObject({ code: 'platform.unforeseen' });
    expect(JSON.stringify(operation)).toContain('RangeError');
    expect(JSON.stringify(operation)).not.toContain('secret');
  });
});

describe('creating topics', () => {
  test('leaves a topic alone that bears the name already, and does not use it', async () => {
    await using rig = await ProvisioningRig.fresh();
    const foreign = {
      name: topicName(ACME, ORDERS),
      partitions: 1,
      retentionMs: 60_000,
      maxRecordBytes: 1_024,
    };
    const { topics } = rig.ports.sessions.session(CELL, { kind: 'provisioner' });
    await topics.create(foreign);
    const operation = await onboard(rig.ports, 'bridged');
    expect(operation.failure).toMatchObject({ step: 'create-topics', code: 'topic.exists' });
    expect(await topics.describe(foreign.name)).toEqual(foreign);
  });

  test('waits for the budget of partition changes', async () => {
    await using rig = await ProvisioningRig.fresh();
    const before = rig.ports.clock.now();
    const waits = [5_000, 0, 7_000];
    const cells = overriding(rig.ports.cells, {
      meter: async () => ({ waitMs: waits.shift() ?? 0 }),
    });
    const operation = await onboard({ ...rig.ports, cells }, 'bridged');
    expect(operation.state).toBe('succeeded');
    expect(rig.ports.clock.now() - before).toBe(12_000);
  });

  test('takes a topic for created when the cluster says that it exists, after a try of its own', async () => {
    await using rig = await ProvisioningRig.fresh();
    const seen = new Set<string>();
    const sessions = overriding(rig.ports.sessions, {
      session: (cell, principal) => {
        const session = rig.ports.sessions.session(cell, principal);
        const topics = overriding(session.topics, {
          describe: async (name) => (seen.has(name) ? session.topics.describe(name) : undefined),
          create: async (spec) => {
            seen.add(spec.name);
            await session.topics.create(spec);
            await session.topics.create(spec);
          },
        });
        return principal.kind === 'provisioner' ? { ...session, topics } : session;
      },
    });
    const operation = await onboard({ ...rig.ports, sessions }, 'bridged');
    expect(operation.state).toBe('succeeded');
  });
});

test('a cluster that takes its time is waited for, also one of the same name on its way out', async () => {
  await using rig = await ProvisioningRig.fresh();
  const { clusters } = rig.ports;
  const answers = ['deleting', 'deleting', 'absent', 'creating', 'creating', 'creating'] as const;
  const left = [...answers];
  const slow = overriding(clusters, {
    state: async (cell) => left.shift() ?? clusters.state(cell),
  });
  const operation = await onboard({ ...rig.ports, clusters: slow }, 'siloed');
  expect(operation.state).toBe('succeeded');
  expect(left).toEqual([]);
});

const STEPS = [
  ['place-streams', { cells: ['claim'] }],
  ['create-keys', { vault: ['create'] }],
  ['create-cluster', { clusters: ['create'] }],
  ['grant-access', { access: ['grant'] }],
  ['connect-subscriptions', { subscriptions: ['connect'] }],
  ['prove-readiness', { readiness: ['probe'] }],
] as const;

describe('an onboarding that fails for good', () => {
  test.each(STEPS)(
    'in %s leaves nothing, and the tenant can be onboarded again',
    async (step, where) => {
      await using rig = await ProvisioningRig.fresh();
      const operation = await onboard(broken(rig.ports, where), 'siloed');
      expect(operation).toMatchObject({
        state: 'undone',
        failure: { step, code: 'cell.unknown', remedy: 'call-operator' },
      });
      expect(await residue(rig)).toEqual([]);
      const again = await onboard(rig.ports, 'siloed');
      expect(again.state).toBe('succeeded');
      expect(again.id).not.toBe(operation.id);
    },
  );
});

type Where = Readonly<Partial<Record<keyof ProvisioningPorts, readonly string[]>>>;

/** Each call does its work, and throws all the same. */
function broken(ports: ProvisioningPorts, where: Where): ProvisioningPorts {
  const entries = Object.entries(where).map(([name, calls]) => {
    const port: object = Reflect.get(ports, name);
    const throwing = calls.map((call) => [
      call,
      async (...parameters: readonly unknown[]) => {
        await Reflect.apply(Reflect.get(port, call), port, parameters);
        throw new CellUnknown('any');
      },
    ]);
    return [name, overriding(port, Object.fromEntries(throwing))];
  });
  return { ...ports, ...Object.fromEntries(entries) };
}

/** What an erasure would find; that there are no keys is asked by itself, for only an erasure leaves a tombstone. */
async function residue({ ports }: ProvisioningRig): Promise<readonly string[]> {
  const vault = overriding(ports.vault, {
    branchKey: async (tenant) => {
      throw new KeysShredded(tenant);
    },
  });
  const everywhere = { silos: [siloCellId(ACME)], cells: [CELL, siloCellId(ACME)] };
  const findings = await examine({ ...ports, vault }, ACME, everywhere);
  const { kind } = await ports.vault.status(ACME);
  return [...findings.flatMap((finding) => finding.residue), ...(kind === 'absent' ? [] : [kind])];
}
