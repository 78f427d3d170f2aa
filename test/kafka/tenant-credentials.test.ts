import { KafkaCell } from '@tributary/adapter-kafka';
import { policyOf, topicArn } from '@tributary/domain/access';
import {
  aggregateId,
  groupName,
  type NewRecord,
  NotAuthorized,
  recordKey,
  streamName,
  topicName,
} from '@tributary/domain/topics';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { CELL, CLUSTER, kafkaCell, newFixture, newTenants } from './support/kafka-world.ts';

const cell = kafkaCell();
const ORDERS = streamName('orders');

async function withTopics() {
  const fixture = await newFixture(cell);
  const topicOf = (owner: typeof fixture.tenant) => topicName(owner, ORDERS);
  for (const owner of [fixture.tenant, fixture.neighbour]) {
    await fixture.as.provisioner.topics.create(specOf(topicOf(owner)));
  }
  return { ...fixture, own: topicOf(fixture.tenant), others: topicOf(fixture.neighbour) };
}

function specOf(name: ReturnType<typeof topicName>) {
  return { name, partitions: 1, retentionMs: 3_600_000, maxRecordBytes: 10_000 };
}

function recordOf(tenant: ReturnType<typeof newTenants>['tenant']): NewRecord {
  return {
    key: Buffer.from(recordKey(tenant, aggregateId('order-1'))),
    value: Buffer.from('{}'),
    headers: [],
    timestamp: Date.now(),
  };
}

describe('with its own password a tenant', () => {
  test('writes, reads and commits on what is its own', async () => {
    const { tenant, own, as } = await withTopics();
    const group = groupName({ owner: tenant, stream: ORDERS, consumer: 'tally', epoch: 1 });
    await as.tenant.log.append(own, [recordOf(tenant)]);
    const range = { topic: own, partition: 0, offset: 0, maxRecords: 10, maxBytes: 10_000 };
    expect(await as.tenant.log.read(range)).toHaveLength(1);
    await as.tenant.groups.commit(group, own, [{ partition: 0, offset: 1 }]);
    expect(await as.tenant.groups.committed(group, own)).toEqual([{ partition: 0, offset: 1 }]);
  });

  test('is refused on the topics of a tenant whose id begins with its own', async () => {
    const { tenant, others, as } = await withTopics();
    const range = { topic: others, partition: 0, offset: 0, maxRecords: 1, maxBytes: 1 };
    await expect(as.tenant.log.append(others, [recordOf(tenant)])).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.log.read(range)).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.log.offsets(others)).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.topics.describe(others)).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.topics.remove(others)).rejects.toThrow(NotAuthorized);
  });

  test('is refused in the groups of a tenant whose id begins with its own', async () => {
    const { neighbour, own, as } = await withTopics();
    const group = groupName({ owner: neighbour, stream: ORDERS, consumer: 'tally', epoch: 1 });
    const commit = as.tenant.groups.commit(group, own, [{ partition: 0, offset: 1 }]);
    await expect(commit).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.groups.committed(group, own)).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.groups.remove(group)).rejects.toThrow(NotAuthorized);
  });

  test('creates no topics, neither of its own name nor of another’s', async () => {
    const { tenant, neighbour, as } = await newFixture(cell);
    for (const owner of [tenant, neighbour]) {
      const creation = as.tenant.topics.create(specOf(topicName(owner, ORDERS)));
      await expect(creation).rejects.toThrow(NotAuthorized);
    }
  });

  test('sees no names but its own', async () => {
    const { own, as } = await withTopics();
    expect(await as.tenant.topics.list()).toEqual([own]);
    expect(await as.tenant.groups.list()).toEqual([]);
  });
});

describe('a tenant', () => {
  test('that was granted nothing is not let in', async () => {
    const { tenant } = newTenants();
    const stranger = cell.session({ kind: 'tenant', tenant });
    await expect(stranger.topics.list()).rejects.toThrow(NotAuthorized);
  });

  test('whose password is of another cluster is not let in', async () => {
    const { tenant, own } = await withTopics();
    const forged = new KafkaCell({
      id: CELL,
      cluster: CLUSTER,
      admin: inject('kafkaAdmin'),
      secret: Buffer.from('of another cluster'),
    });
    onTestFinished(() => forged[Symbol.asyncDispose]());
    const append = forged.session({ kind: 'tenant', tenant }).log.append(own, [recordOf(tenant)]);
    await expect(append).rejects.toThrow(NotAuthorized);
  });

  test('that was revoked is refused on the connection that it has', async () => {
    const { access, tenant, own, as } = await withTopics();
    await as.tenant.log.append(own, [recordOf(tenant)]);
    await access.revoke(tenant);
    await expect(as.tenant.log.append(own, [recordOf(tenant)])).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.log.offsets(own)).rejects.toThrow(NotAuthorized);
  });

  test('that was granted more than a tenant may ever hold does not get it', async () => {
    const { access, tenant, own, as } = await withTopics();
    const { Version, Statement } = policyOf({ kind: 'tenant', tenant }, CLUSTER);
    const more = {
      Sid: 'More',
      Effect: 'Allow',
      Action: ['kafka-cluster:DeleteTopic'],
      Resource: [topicArn(CLUSTER, `${tenant}.*`)],
    } as const;
    await access.grant({ tenant, policies: [{ Version, Statement: [...Statement, more] }] });
    await expect(as.tenant.topics.remove(own)).rejects.toThrow(NotAuthorized);
    await expect(as.tenant.log.append(own, [recordOf(tenant)])).resolves.toHaveLength(1);
  });
});

describe('a principal of streams', () => {
  const publisher = cell.session({ kind: 'publisher', streams: [ORDERS, streamName('identity')] });
  const consumer = cell.session({ kind: 'shared-consumer', stream: ORDERS });

  test('reaches topics that were there before its user and topics that came after', async () => {
    const before = await withTopics();
    await publisher.log.append(before.own, [recordOf(before.tenant)]);
    const after = await withTopics();
    await publisher.log.append(after.own, [recordOf(after.tenant)]);
    const range = { topic: after.own, partition: 0, offset: 0, maxRecords: 10, maxBytes: 10_000 };
    expect(await consumer.log.read(range)).toHaveLength(1);
    const { tenant: owner } = after;
    const group = groupName({ owner, stream: ORDERS, consumer: 'tally', epoch: 1 });
    await expect(
      consumer.groups.commit(group, after.own, [{ partition: 0, offset: 1 }]),
    ).resolves.toBeUndefined();
  });

  test('is refused on other streams, and where it may only write or only read', async () => {
    const { tenant, own, as } = await withTopics();
    const secrets = topicName(tenant, streamName('secret-orders'));
    await as.provisioner.topics.create(specOf(secrets));
    const range = { topic: own, partition: 0, offset: 0, maxRecords: 1, maxBytes: 1 };
    await expect(publisher.log.append(secrets, [recordOf(tenant)])).rejects.toThrow(NotAuthorized);
    await expect(publisher.log.read(range)).rejects.toThrow(NotAuthorized);
    await expect(consumer.log.append(own, [recordOf(tenant)])).rejects.toThrow(NotAuthorized);
    await expect(consumer.log.read({ ...range, topic: secrets })).rejects.toThrow(NotAuthorized);
  });

  test('has no right left on the name of a topic that was removed', async () => {
    const { tenant, own, as } = await withTopics();
    await publisher.log.append(own, [recordOf(tenant)]);
    await as.eraser.topics.remove(own);
    await expect(publisher.log.offsets(own)).rejects.toThrow(NotAuthorized);
  });
});
