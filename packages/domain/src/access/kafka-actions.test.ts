import { describe, expect, test } from 'vitest';
import { KAFKA_ACTION_NAMES, KAFKA_ACTIONS, type KafkaAction } from './kafka-actions.ts';
import { KAFKA_OPERATIONS } from './kafka-operations.ts';

describe('the table of actions', () => {
  test('has the 19 actions of the service', () => {
    expect(KAFKA_ACTION_NAMES).toHaveLength(19);
  });

  test.each(KAFKA_ACTION_NAMES)('requires of %s only actions that there are', (action) => {
    expect(KAFKA_ACTION_NAMES).toEqual(
      expect.arrayContaining([...KAFKA_ACTIONS[action].alsoRequired]),
    );
  });

  test('requires Connect beside everything else', () => {
    const without = KAFKA_ACTION_NAMES.filter(
      (action) =>
        !new Set<KafkaAction>(KAFKA_ACTIONS[action].alsoRequired).has('kafka-cluster:Connect'),
    );
    expect(without).toEqual(['kafka-cluster:Connect']);
  });

  test.each([
    ['kafka-cluster:ReadData', 'topic'],
    ['kafka-cluster:WriteDataIdempotently', 'cluster'],
    ['kafka-cluster:AlterGroup', 'group'],
    ['kafka-cluster:AlterTransactionalId', 'transactional-id'],
  ] as const)('asks for %s on a %s', (action, resource) => {
    expect(KAFKA_ACTIONS[action].resource).toBe(resource);
  });

  test('names what Serverless does not have', () => {
    expect(KAFKA_ACTION_NAMES.filter((action) => !KAFKA_ACTIONS[action].serverless)).toEqual([
      'kafka-cluster:AlterCluster',
      'kafka-cluster:DescribeClusterDynamicConfiguration',
      'kafka-cluster:AlterClusterDynamicConfiguration',
    ]);
  });
});

describe('the table of operations', () => {
  const types = {
    cluster: ['cluster'],
    topic: ['topic', 'cluster'],
    group: ['group'],
    offsets: ['group', 'topic'],
  };

  test.each(Object.entries(KAFKA_OPERATIONS))('asks %s of resources that it names', (_, row) => {
    const asked = row.needs.map((action) => KAFKA_ACTIONS[action].resource);
    expect(types[row.on]).toEqual(expect.arrayContaining(asked));
  });
});
