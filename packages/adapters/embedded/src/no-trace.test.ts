import type { QuarantinedRecord } from '@tributary/domain/consumption';
import { siloCellId } from '@tributary/domain/placement';
import { operationId, type TenantId } from '@tributary/domain/tenancy';
import type { ClusterSession, LogRecord } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { bytes } from './columns.ts';
import type { Embedded } from './embedded.ts';
import { filesWith } from './testing/find-bytes.ts';
import { ORDERS, ordersOf } from './testing/records.ts';
import { CELL, openedCluster } from './testing/temporary-state.ts';

const CANARY = 'canary-4711';
const NEIGHBOURS = 'of the neighbour';
const POISONED = 20;
const PROJECTED = 100;
const OPERATION = operationId('0199f3a0-0000-7000-8000-000000000000');
/** Small ones that share pages, and some that take many. */
const LENGTHS = Array.from({ length: 300 }, (_, index) => (index % 50 === 0 ? 50_000 : 10 + index));

function recordsFor(tenant: TenantId, content: string) {
  return LENGTHS.map((length, index) => ({
    key: Buffer.from(`${tenant}:${content}-${index}`),
    value: Buffer.alloc(length, content),
    headers: [['x-canary', Buffer.from(content)]] as const,
    timestamp: 1_000 + index,
  }));
}

/** One by one and all at once, in turn with the neighbour's. */
async function publish(session: ClusterSession, tenant: TenantId, content: string) {
  const records = recordsFor(tenant, content);
  for (const record of records.slice(0, 200)) {
    await session.log.append(ordersOf(tenant).name, [record]);
  }
  await session.log.append(ordersOf(tenant).name, records.slice(200));
}

async function project({ projections }: Embedded, tenant: TenantId, content: string) {
  for (let index = 0; index < PROJECTED; index += 1) {
    const marker = { run: 'live', eventId: `event-${index}`, expiresAt: 9_999 } as const;
    await projections.commit({ tenant, consumer: 'tally' }, marker, [
      { key: `${content}-${index}`, value: content.repeat(index), over: undefined },
    ]);
  }
}

async function quarantineSome({ quarantine }: Embedded, tenant: TenantId, content: string) {
  for (let offset = 0; offset < POISONED; offset += 1) {
    await quarantine.put(poison(tenant, content, offset));
  }
}

function poison(tenant: TenantId, content: string, offset: number): QuarantinedRecord {
  const record: LogRecord = {
    topic: ordersOf(tenant).name,
    partition: 0,
    offset,
    timestamp: 1,
    key: Buffer.from(`${tenant}:${content}`),
    value: Buffer.from(content),
    headers: [],
  };
  return { tenant, consumer: 'tally', record, reason: 'consumer.poisoned', at: 1 };
}

/** A tenant and its neighbour, each with everything that is kept for one. */
async function filled() {
  const world = await openedCluster();
  const { embedded, tenant, neighbour, as } = world;
  await as.provisioner.topics.create(ordersOf(tenant));
  await as.provisioner.topics.create(ordersOf(neighbour));
  await publish(as.tenant, tenant, CANARY);
  await publish(as.neighbour, neighbour, NEIGHBOURS);
  await project(embedded, tenant, CANARY);
  await project(embedded, neighbour, NEIGHBOURS);
  await quarantineSome(embedded, tenant, CANARY);
  await quarantineSome(embedded, neighbour, NEIGHBOURS);
  await embedded.registry.write({
    idempotency: { key: CANARY, digest: 'd', operation: OPERATION, expiresAt: 9_999 },
  });
  return world;
}

/** The parts of the state directory in which the bytes are found. */
function partsWith({ directory }: Embedded, content: string): readonly string[] {
  const parts = filesWith(directory, content).map((path) => {
    const [part = ''] = path.slice(directory.length + 1).split(/[/\\]/);
    return part;
  });
  return [...new Set(parts)];
}

describe('of an erased tenant', () => {
  test('each deletion leaves no byte of what it deletes', async () => {
    const { embedded, tenant, as } = await filled();
    expect(embedded.files.shards.made()).toHaveLength(1);
    expect(partsWith(embedded, CANARY)).toEqual(['cells', 'consumers', 'quarantine']);
    await as.eraser.topics.remove(ordersOf(tenant).name);
    expect(partsWith(embedded, CANARY)).toEqual(['consumers', 'quarantine']);
    await embedded.projections.removeTenant(tenant);
    expect(partsWith(embedded, CANARY)).toEqual(['quarantine']);
    await embedded.quarantine.removeTenant(tenant);
    expect(partsWith(embedded, CANARY)).toEqual([]);
    expect(partsWith(embedded, NEIGHBOURS)).toEqual(['cells', 'consumers', 'quarantine']);
  });

  test('what the neighbour has is still whole', async () => {
    const { embedded, tenant, neighbour, as } = await filled();
    await as.eraser.topics.remove(ordersOf(tenant).name);
    await embedded.projections.removeTenant(tenant);
    await embedded.quarantine.removeTenant(tenant);
    embedded.check();
    const read = await Promise.all(
      [0, 1, 2].map((partition) =>
        as.neighbour.log.read({
          topic: ordersOf(neighbour).name,
          partition,
          offset: 0,
          maxRecords: 1_000,
          maxBytes: 100_000_000,
        }),
      ),
    );
    const values = read.flat().map(({ value }) => value.length);
    expect(values.toSorted((a, b) => a - b)).toEqual(LENGTHS.toSorted((a, b) => a - b));
    expect(await embedded.quarantine.list(neighbour)).toHaveLength(POISONED);
    const scope = { tenant: neighbour, consumer: 'tally' };
    expect(await embedded.projections.list(scope, { limit: 1_000 })).toHaveLength(PROJECTED);
  });

  /** What `rebuild` is for is shown by the tests of `SqliteFile`. */
  test('the file of its projections is rebuilt', async () => {
    const { embedded, tenant, neighbour } = await openedCluster();
    await project(embedded, tenant, CANARY);
    await project(embedded, neighbour, NEIGHBOURS);
    const file = embedded.files.shards.of(tenant);
    expect(file).toBe(embedded.files.shards.of(neighbour));
    await embedded.projections.removeTenant(tenant);
    expect(file.get('PRAGMA freelist_count')).toEqual({ freelist_count: 0 });
  });

  test.each(['destroy', 'discard'] as const)(
    'no byte of its keys is left, wrapped or not, by %s',
    async (way) => {
      const { embedded, tenant, neighbour } = await openedCluster();
      const { vault, files, directory } = embedded;
      await vault.create(tenant);
      await vault.create(neighbour);
      await vault.rotate(tenant);
      const wrapped = files.keys
        .all('SELECT wrapped FROM branch_keys UNION ALL SELECT wrapped FROM routing_keys')
        .map((row) => bytes(row, 'wrapped'));
      const ofTenant = [
        ...files.keys.all('SELECT wrapped FROM branch_keys WHERE tenant = ?', tenant),
        ...files.keys.all('SELECT wrapped FROM routing_keys WHERE tenant = ?', tenant),
      ].map((row) => bytes(row, 'wrapped'));
      const material = [
        (await vault.branchKey(tenant, 1)).material,
        (await vault.branchKey(tenant, 2)).material,
        await vault.routingKey(tenant),
      ];
      const found = (keys: readonly Buffer[]) => keys.flatMap((key) => filesWith(directory, key));
      expect(found(ofTenant).length).toBeGreaterThanOrEqual(3);
      expect(found(material)).toEqual([]);
      await vault[way](tenant, 1_000);
      expect(found([...ofTenant, ...material])).toEqual([]);
      expect(found(wrapped).length).toBe(2);
    },
  );

  test('no byte of a cluster of its own is left', async () => {
    const { embedded, tenant } = await openedCluster();
    const silo = siloCellId(tenant);
    await embedded.clusters.create(silo, tenant);
    const principals = [{ kind: 'provisioner' }, { kind: 'publisher', streams: [ORDERS] }] as const;
    const [provisioner, publisher] = principals.map((one) => embedded.sessions.session(silo, one));
    await provisioner?.topics.create(ordersOf(tenant));
    await publisher?.log.append(ordersOf(tenant).name, recordsFor(tenant, CANARY));
    expect(filesWith(embedded.directory, CANARY).length).toBeGreaterThan(0);
    await embedded.clusters.remove(silo);
    expect(filesWith(embedded.directory, CANARY)).toEqual([]);
  });

  test('what an interrupted removal left goes with the next scrub', async () => {
    const { embedded, tenant, as } = await filled();
    const log = embedded.files.clusters.of(CELL);
    log.run('UPDATE topics SET name = NULL WHERE name = ?', ordersOf(tenant).name);
    for (const file of embedded.files.shards.made()) {
      file.run('DELETE FROM entries WHERE tenant = ?', tenant);
    }
    expect(await as.tenant.topics.list()).toEqual([]);
    expect(filesWith(embedded.directory, CANARY)).not.toEqual([]);
    await embedded.scrub();
    await embedded.quarantine.removeTenant(tenant);
    expect(filesWith(embedded.directory, CANARY)).toEqual([]);
  });
});

test('a token is in no byte, from the start', async () => {
  const { embedded, tenant, clock } = await openedCluster();
  const token = await embedded.tokens.issue({
    tenant,
    scopes: ['events:read'],
    expiresAt: clock.now() + 60_000,
  });
  expect(filesWith(embedded.directory, token)).toEqual([]);
  expect(filesWith(embedded.directory, token.slice(-20))).toEqual([]);
});
