import { describe, expect, test } from 'vitest';
import { type ClusterFixture, ordersOf, tallyOf } from './cluster-fixture.ts';
import { GroupUnknown, NotAuthorized, TopicUnknown } from './errors.ts';
import { groupName } from './group-name.ts';
import { streamName } from './stream-name.ts';
import { topicName } from './topic-name.ts';

/** What all consumer groups promise. `make` may give one cluster again, but other tenants each time. */
export function groupsContract(make: () => Promise<ClusterFixture>): void {
  async function withTopic() {
    const fixture = await make();
    const spec = ordersOf(fixture.tenant);
    await fixture.as.provisioner.topics.create(spec);
    return {
      ...fixture,
      topic: spec.name,
      group: tallyOf(fixture.tenant),
      groups: fixture.as.tenant.groups,
    };
  }

  describe('committed offsets', () => {
    test('are none before the first commit', async () => {
      const { groups, group, topic } = await withTopic();
      expect(await groups.committed(group, topic)).toEqual([]);
      expect(await groups.list()).toEqual([]);
    });

    test('are those of the last commit, in order of partition', async () => {
      const { groups, group, topic } = await withTopic();
      await groups.commit(group, topic, [
        { partition: 2, offset: 7 },
        { partition: 0, offset: 3 },
      ]);
      await groups.commit(group, topic, [{ partition: 0, offset: 4 }]);
      expect(await groups.committed(group, topic)).toEqual([
        { partition: 0, offset: 4 },
        { partition: 2, offset: 7 },
      ]);
    });

    test('are the same after the same commit', async () => {
      const { groups, group, topic } = await withTopic();
      await groups.commit(group, topic, [{ partition: 1, offset: 5 }]);
      await groups.commit(group, topic, [{ partition: 1, offset: 5 }]);
      expect(await groups.committed(group, topic)).toEqual([{ partition: 1, offset: 5 }]);
    });

    test('go back when they are told to', async () => {
      const { groups, group, topic } = await withTopic();
      await groups.commit(group, topic, [{ partition: 1, offset: 5 }]);
      await groups.commit(group, topic, [{ partition: 1, offset: 2 }]);
      expect(await groups.committed(group, topic)).toEqual([{ partition: 1, offset: 2 }]);
    });

    test('are of one group and one topic', async () => {
      const { groups, group, topic, tenant, as } = await withTopic();
      const second = topicName(tenant, streamName('orders-2'));
      await as.provisioner.topics.create({ ...ordersOf(tenant), name: second });
      await groups.commit(group, topic, [{ partition: 0, offset: 1 }]);
      await groups.commit(group, second, [{ partition: 0, offset: 2 }]);
      await groups.commit(tallyOf(tenant, 2), topic, [{ partition: 0, offset: 3 }]);
      expect(await groups.committed(group, topic)).toEqual([{ partition: 0, offset: 1 }]);
      expect(await groups.committed(group, second)).toEqual([{ partition: 0, offset: 2 }]);
      expect(await groups.committed(tallyOf(tenant, 2), topic)).toEqual([
        { partition: 0, offset: 3 },
      ]);
    });

    test('of a topic that is not there are refused', async () => {
      const { tenant, as } = await make();
      const commit = as.tenant.groups.commit(tallyOf(tenant), ordersOf(tenant).name, [
        { partition: 0, offset: 1 },
      ]);
      await expect(commit).rejects.toThrow(TopicUnknown);
      expect(await as.tenant.groups.list()).toEqual([]);
    });

    test('of a partition that is not there are refused', async () => {
      const { groups, group, topic } = await withTopic();
      const commit = groups.commit(group, topic, [
        { partition: 0, offset: 1 },
        { partition: 3, offset: 1 },
      ]);
      await expect(commit).rejects.toThrow(TopicUnknown);
    });
  });

  describe('a group', () => {
    test('is gone once it is removed', async () => {
      const { groups, group, topic, as } = await withTopic();
      await groups.commit(group, topic, [{ partition: 0, offset: 1 }]);
      await as.eraser.groups.remove(group);
      expect(await groups.committed(group, topic)).toEqual([]);
      expect(await groups.list()).toEqual([]);
    });

    test('that is not there is not removed', async () => {
      const { group, as } = await withTopic();
      await expect(as.eraser.groups.remove(group)).rejects.toThrow(GroupUnknown);
    });

    test('is removed by its exact name', async () => {
      const { groups, group, topic, tenant, as } = await withTopic();
      await groups.commit(group, topic, [{ partition: 0, offset: 1 }]);
      await groups.commit(tallyOf(tenant, 11), topic, [{ partition: 0, offset: 2 }]);
      await as.eraser.groups.remove(group);
      expect(await groups.list()).toEqual([tallyOf(tenant, 11)]);
    });

    test('is listed, in order, for whom it may be described', async () => {
      const { groups, topic, tenant, neighbour, as } = await withTopic();
      const names = [tallyOf(tenant, 3), tallyOf(tenant, 1), tallyOf(tenant, 2)];
      for (const name of names) {
        await groups.commit(name, topic, [{ partition: 0, offset: 1 }]);
      }
      await as.provisioner.topics.create(ordersOf(neighbour));
      await as.neighbour.groups.commit(tallyOf(neighbour), ordersOf(neighbour).name, [
        { partition: 0, offset: 1 },
      ]);
      expect(await groups.list()).toEqual(names.toSorted());
      expect(await as.neighbour.groups.list()).toEqual([tallyOf(neighbour)]);
      const all = await as.operator.groups.list();
      expect(all).toEqual(expect.arrayContaining([...names, tallyOf(neighbour)]));
    });
  });

  describe('who may not', () => {
    test('use a group: a neighbour', async () => {
      const { groups, group, topic, as } = await withTopic();
      await groups.commit(group, topic, [{ partition: 0, offset: 1 }]);
      const commit = as.neighbour.groups.commit(group, topic, [{ partition: 0, offset: 9 }]);
      await expect(commit).rejects.toThrow(NotAuthorized);
      await expect(as.neighbour.groups.committed(group, topic)).rejects.toThrow(NotAuthorized);
      expect(await groups.committed(group, topic)).toEqual([{ partition: 0, offset: 1 }]);
    });

    test('use a group of its own on another’s topic: a neighbour', async () => {
      const { topic, neighbour, as } = await withTopic();
      const commit = as.neighbour.groups.commit(tallyOf(neighbour), topic, [
        { partition: 0, offset: 1 },
      ]);
      await expect(commit).rejects.toThrow(NotAuthorized);
    });

    test('use another’s group on a topic of its own: a neighbour', async () => {
      const { group, neighbour, as } = await withTopic();
      await as.provisioner.topics.create(ordersOf(neighbour));
      const commit = as.neighbour.groups.commit(group, ordersOf(neighbour).name, [
        { partition: 0, offset: 1 },
      ]);
      await expect(commit).rejects.toThrow(NotAuthorized);
    });

    test('remove a group: all but the eraser', async () => {
      const { groups, group, topic, as } = await withTopic();
      await groups.commit(group, topic, [{ partition: 0, offset: 1 }]);
      for (const session of [as.tenant, as.neighbour, as.provisioner, as.operator]) {
        await expect(session.groups.remove(group)).rejects.toThrow(NotAuthorized);
      }
      expect(await groups.list()).toEqual([group]);
    });

    test('remove what the pool shares: the eraser', async () => {
      const { as } = await make();
      const shared = groupName({
        owner: 'pool',
        stream: streamName('orders'),
        consumer: 'tally',
        epoch: 1,
      });
      await expect(as.eraser.groups.remove(shared)).rejects.toThrow(NotAuthorized);
    });
  });
}
