import { cellId, siloCellId } from '@tributary/domain/placement';
import { ClusterUnavailable, NotAuthorized, streamName, topicName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { ORDERS, ordersOf, recordAt } from '../testing/records.ts';
import { CELL, grant, opened, openedCluster } from '../testing/temporary-state.ts';

const RECORDS = [recordAt(1, 'value')];

describe('a tenant', () => {
  test('whose access another process takes away is refused at once', async () => {
    const { embedded, tenant, as } = await openedCluster();
    const { name } = ordersOf(tenant);
    await as.provisioner.topics.create(ordersOf(tenant));
    await as.tenant.log.append(name, RECORDS);
    const { embedded: elsewhere } = await opened(embedded.directory);
    await elsewhere.access.revoke(tenant);
    await expect(as.tenant.log.append(name, RECORDS)).rejects.toThrow(NotAuthorized);
    await grant(elsewhere, tenant);
    await expect(as.tenant.log.append(name, RECORDS)).resolves.toHaveLength(1);
  });

  test('gets no further than the boundary of tenants, whatever was granted to it', async () => {
    const { embedded, tenant, as } = await openedCluster();
    await embedded.access.grant({
      tenant,
      policies: [
        {
          Version: '2012-10-17',
          Statement: [
            { Sid: 'All', Effect: 'Allow', Action: ['kafka-cluster:*'], Resource: ['*'] },
          ],
        },
      ],
    });
    await expect(as.tenant.topics.create(ordersOf(tenant))).rejects.toThrow(NotAuthorized);
  });
});

describe('a dedicated consumer', () => {
  test('reads its tenant’s topics and writes none', async () => {
    const { embedded, tenant, neighbour, as } = await openedCluster();
    const { name } = ordersOf(tenant);
    await as.provisioner.topics.create(ordersOf(tenant));
    await as.provisioner.topics.create(ordersOf(neighbour));
    const { log } = embedded.sessions.session(CELL, { kind: 'dedicated-consumer', tenant });
    await expect(log.offsets(name)).resolves.toHaveLength(3);
    await expect(log.append(name, RECORDS)).rejects.toThrow(NotAuthorized);
    await expect(log.offsets(ordersOf(neighbour).name)).rejects.toThrow(NotAuthorized);
  });

  test('reads nothing when its tenant has no access', async () => {
    const { embedded, tenant, as } = await openedCluster();
    await as.provisioner.topics.create(ordersOf(tenant));
    await embedded.access.revoke(tenant);
    const { log } = embedded.sessions.session(CELL, { kind: 'dedicated-consumer', tenant });
    await expect(log.offsets(ordersOf(tenant).name)).rejects.toThrow(NotAuthorized);
  });
});

test('a shared consumer reads its stream of every tenant and no other stream', async () => {
  const { embedded, tenant, neighbour, as } = await openedCluster();
  const payments = { ...ordersOf(tenant), name: topicName(tenant, streamName('payments')) };
  for (const spec of [ordersOf(tenant), ordersOf(neighbour), payments]) {
    await as.provisioner.topics.create(spec);
  }
  const { log } = embedded.sessions.session(CELL, { kind: 'shared-consumer', stream: ORDERS });
  await expect(log.offsets(ordersOf(tenant).name)).resolves.toHaveLength(3);
  await expect(log.offsets(ordersOf(neighbour).name)).resolves.toHaveLength(3);
  await expect(log.offsets(payments.name)).rejects.toThrow(NotAuthorized);
});

describe('a cell', () => {
  test('that nobody knows shows at the first call', async () => {
    const { embedded, tenant } = await openedCluster();
    const session = embedded.sessions.session(cellId('cell-9'), { kind: 'operator' });
    await expect(session.topics.list()).rejects.toThrow(ClusterUnavailable);
    await expect(session.log.offsets(ordersOf(tenant).name)).rejects.toThrow(ClusterUnavailable);
  });

  test('of one tenant is of no use before its cluster is created and after it is removed', async () => {
    const { embedded, tenant } = await openedCluster();
    const silo = siloCellId(tenant);
    const { topics } = embedded.sessions.session(silo, { kind: 'operator' });
    await embedded.cells.add({ id: silo, kind: 'silo', profile: 'embedded' });
    await expect(topics.list()).rejects.toThrow(ClusterUnavailable);
    await embedded.clusters.create(silo, tenant);
    expect(await topics.list()).toEqual([]);
    await embedded.clusters.remove(silo);
    await expect(topics.list()).rejects.toThrow(ClusterUnavailable);
  });

  test('whose cluster another process made anew is not taken for the old one', async () => {
    const { embedded, tenant } = await openedCluster();
    const silo = siloCellId(tenant);
    await embedded.clusters.create(silo, tenant);
    const { topics } = embedded.sessions.session(silo, { kind: 'provisioner' });
    await topics.create(ordersOf(tenant));
    const { embedded: elsewhere } = await opened(embedded.directory);
    await elsewhere.clusters.remove(silo);
    await elsewhere.clusters.create(silo, tenant);
    expect(await topics.describe(ordersOf(tenant).name)).toBeUndefined();
    await topics.create(ordersOf(tenant));
    const there = elsewhere.sessions.session(silo, { kind: 'operator' });
    expect(await there.topics.list()).toEqual([ordersOf(tenant).name]);
  });
});
