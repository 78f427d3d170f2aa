import { describe, expect, test } from 'vitest';
import { type ClusterFixture, ordersOf } from './cluster-fixture.ts';
import { NotAuthorized, TopicExists, TopicUnknown } from './errors.ts';
import type { NewRecord } from './event-log.ts';
import { streamName } from './stream-name.ts';
import { topicName } from './topic-name.ts';

const RECORD: NewRecord = {
  key: Buffer.from('acme:order-1'),
  value: Buffer.from('value'),
  headers: [],
  timestamp: Date.now(),
};

/** What every topic administration promises. `make` may give one cluster again, but other tenants each time. */
export function topicAdminContract(make: () => Promise<ClusterFixture>): void {
  describe('a topic', () => {
    test('is described as it was created', async () => {
      const { tenant, as } = await make();
      const spec = ordersOf(tenant, {
        partitions: 7,
        retentionMs: 120_000,
        maxRecordBytes: 12_345,
      });
      await as.provisioner.topics.create(spec);
      expect(await as.provisioner.topics.describe(spec.name)).toEqual(spec);
      expect(await as.operator.topics.describe(spec.name)).toEqual(spec);
    });

    test('takes records once it is created', async () => {
      const { tenant, as } = await make();
      const { name } = ordersOf(tenant);
      await as.provisioner.topics.create(ordersOf(tenant));
      await expect(as.tenant.log.append(name, [RECORD])).resolves.toHaveLength(1);
    });

    test('is not described where it is not', async () => {
      const { tenant, as } = await make();
      expect(await as.provisioner.topics.describe(ordersOf(tenant).name)).toBeUndefined();
    });

    test('is not created twice', async () => {
      const { tenant, as } = await make();
      const spec = ordersOf(tenant);
      await as.provisioner.topics.create(spec);
      const again = as.provisioner.topics.create({ ...spec, partitions: 9 });
      await expect(again).rejects.toThrow(TopicExists);
      expect(await as.operator.topics.describe(spec.name)).toEqual(spec);
    });

    test('of many that are created at once is there once', async () => {
      const { tenant, as } = await make();
      const outcomes = await Promise.allSettled(
        [1, 2, 3].map(() => as.provisioner.topics.create(ordersOf(tenant))),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('a removal', () => {
    test('leaves nothing of the topic', async () => {
      const { tenant, as } = await make();
      const spec = ordersOf(tenant);
      await as.provisioner.topics.create(spec);
      await as.tenant.log.append(spec.name, [RECORD]);
      await as.eraser.topics.remove(spec.name);
      expect(await as.operator.topics.describe(spec.name)).toBeUndefined();
      expect(await as.tenant.topics.list()).toEqual([]);
      await expect(as.tenant.log.append(spec.name, [RECORD])).rejects.toThrow(TopicUnknown);
    });

    test('lets the name be given to a new, empty topic', async () => {
      const { tenant, as } = await make();
      const spec = ordersOf(tenant, { partitions: 1 });
      await as.provisioner.topics.create(spec);
      await as.tenant.log.append(spec.name, [RECORD]);
      await as.eraser.topics.remove(spec.name);
      await as.provisioner.topics.create(spec);
      expect(await as.tenant.log.offsets(spec.name)).toEqual([
        { partition: 0, earliest: 0, end: 0 },
      ]);
    });

    test('of a topic that is not there is refused', async () => {
      const { tenant, as } = await make();
      const removal = as.eraser.topics.remove(ordersOf(tenant).name);
      await expect(removal).rejects.toThrow(TopicUnknown);
    });

    test('takes exactly the topic that was named', async () => {
      const { tenant, neighbour, as } = await make();
      const spec = ordersOf(tenant);
      const others = [
        ordersOf(neighbour),
        { ...spec, name: topicName(tenant, streamName('orders-2')) },
        { ...spec, name: topicName(tenant, streamName('order')) },
      ];
      for (const one of [spec, ...others]) {
        await as.provisioner.topics.create(one);
      }
      await as.neighbour.log.append(ordersOf(neighbour).name, [RECORD]);
      await as.eraser.topics.remove(spec.name);
      const left = await Promise.all(others.map(({ name }) => as.operator.topics.describe(name)));
      expect(left).toEqual(others);
      const offsets = await as.neighbour.log.offsets(ordersOf(neighbour).name);
      expect(offsets.reduce((sum, { end }) => sum + end, 0)).toBe(1);
    });
  });

  describe('the list', () => {
    test('names, in order, what the identity may describe', async () => {
      const { tenant, neighbour, as } = await make();
      const names = ['payments', 'orders', 'orders-2'].map((stream) =>
        topicName(tenant, streamName(stream)),
      );
      for (const name of names) {
        await as.provisioner.topics.create({ ...ordersOf(tenant), name });
      }
      await as.provisioner.topics.create(ordersOf(neighbour));
      expect(await as.tenant.topics.list()).toEqual(names.toSorted());
      expect(await as.neighbour.topics.list()).toEqual([ordersOf(neighbour).name]);
      const all = await as.operator.topics.list();
      expect(all).toEqual(expect.arrayContaining([...names, ordersOf(neighbour).name]));
      expect(all).toEqual(all.toSorted());
    });
  });

  describe('who may not', () => {
    test('create topics: the tenant, whose they will be', async () => {
      const { tenant, as } = await make();
      await expect(as.tenant.topics.create(ordersOf(tenant))).rejects.toThrow(NotAuthorized);
      await expect(as.eraser.topics.create(ordersOf(tenant))).rejects.toThrow(NotAuthorized);
      expect(await as.operator.topics.describe(ordersOf(tenant).name)).toBeUndefined();
    });

    test('remove topics: all but the eraser', async () => {
      const { tenant, as } = await make();
      const spec = ordersOf(tenant);
      await as.provisioner.topics.create(spec);
      for (const session of [as.tenant, as.neighbour, as.provisioner, as.operator]) {
        await expect(session.topics.remove(spec.name)).rejects.toThrow(NotAuthorized);
      }
      expect(await as.operator.topics.describe(spec.name)).toEqual(spec);
    });

    test('describe topics: a neighbour, whether they are there or not', async () => {
      const { tenant, as } = await make();
      const { name } = ordersOf(tenant);
      await expect(as.neighbour.topics.describe(name)).rejects.toThrow(NotAuthorized);
      await as.provisioner.topics.create(ordersOf(tenant));
      await expect(as.neighbour.topics.describe(name)).rejects.toThrow(NotAuthorized);
    });
  });
}
