import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type ApacheKafka,
  DELIVERY_TIMEOUT_MS,
  KafkaCell,
  startApacheKafka,
} from '@tributary/adapter-kafka';
import {
  ClusterUnavailable,
  type EventLog,
  type NewRecord,
  streamName,
  type TopicName,
  topicName,
} from '@tributary/domain/topics';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { CELL, CLUSTER, newFixture } from './support/kafka-world.ts';

const cache = dirname(inject('kafkaJars'));
const RECORDS = 500;

async function newBroker() {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-kafka-'));
  const start = () => startApacheKafka({ directory, cache, progress: () => {} });
  const broker = await start();
  const { admin } = broker;
  const cell = new KafkaCell({ id: CELL, cluster: CLUSTER, admin, secret: Buffer.from('faults') });
  onTestFinished(async () => {
    await cell[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });
  return { broker, cell, start };
}

async function killed(broker: ApacheKafka): Promise<void> {
  process.kill(broker.pid, 'SIGKILL');
  await broker.ended;
}

function numbered(index: number): NewRecord {
  return {
    key: Buffer.from('acme:order-1'),
    value: Buffer.from(String(index)),
    headers: [],
    timestamp: Date.now(),
  };
}

/** One record after the other; what is not acknowledged is given again until it is, as a publisher does. */
async function publishAll(log: EventLog, topic: TopicName): Promise<readonly number[]> {
  const refusals: number[] = [];
  for (let index = 0; index < RECORDS; ) {
    try {
      await log.append(topic, [numbered(index)]);
      index += 1;
    } catch (cause) {
      expect(cause).toBeInstanceOf(ClusterUnavailable);
      refusals.push(index);
    }
  }
  return refusals;
}

test('a broker that is killed while records come loses none that it acknowledged, and keeps their order', async () => {
  const { broker, cell, start } = await newBroker();
  const { tenant, as } = await newFixture(cell);
  const topic = topicName(tenant, streamName('orders'));
  const spec = { partitions: 1, retentionMs: 3_600_000, maxRecordBytes: 10_000 };
  await as.provisioner.topics.create({ name: topic, ...spec });

  const publishing = publishAll(as.tenant.log, topic);
  await as.tenant.log.append(topic, [numbered(-1)]);
  await killed(broker);
  const again = await start();
  onTestFinished(() => again[Symbol.asyncDispose]());
  await publishing;

  const range = { topic, partition: 0, offset: 0, maxRecords: 100_000, maxBytes: 100_000_000 };
  const values = (await as.tenant.log.read(range)).map(({ value }) => Number(String(value)));
  const firsts = [...new Set(values.filter((value) => value >= 0))];
  expect(firsts).toEqual(Array.from({ length: RECORDS }, (_, index) => index));
});

test('without its broker every call says that the cluster does not answer, and works when it is back', async () => {
  const { broker, cell, start } = await newBroker();
  const { tenant, as } = await newFixture(cell);
  const topic = topicName(tenant, streamName('orders'));
  const spec = { partitions: 1, retentionMs: 3_600_000, maxRecordBytes: 10_000 };
  await as.provisioner.topics.create({ name: topic, ...spec });
  await as.tenant.log.append(topic, [numbered(0)]);
  await killed(broker);

  const range = { topic, partition: 0, offset: 0, maxRecords: 10, maxBytes: 1_000 };
  const calls = [
    as.tenant.log.append(topic, [numbered(1)]),
    as.tenant.log.read(range),
    as.tenant.log.offsets(topic),
    as.tenant.topics.list(),
    as.operator.topics.describe(topic),
    as.operator.groups.list(),
  ];
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
    calls.map(() => expect.any(ClusterUnavailable)),
  );

  const again = await start();
  onTestFinished(() => again[Symbol.asyncDispose]());
  await expect(as.tenant.log.append(topic, [numbered(2)])).resolves.toHaveLength(1);
  expect((await as.tenant.log.read(range)).map(({ value }) => String(value))).toContain('2');
  expect(await as.tenant.topics.list()).toEqual([topic]);
});

test('a broker that answers nobody for a while is waited for, and no call waits without end', async () => {
  const { broker, cell } = await newBroker();
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const { tenant, as } = await newFixture(cell);
  const topic = topicName(tenant, streamName('orders'));
  const spec = { partitions: 1, retentionMs: 3_600_000, maxRecordBytes: 10_000 };
  await as.provisioner.topics.create({ name: topic, ...spec });
  await as.tenant.log.append(topic, [numbered(0)]);

  process.kill(broker.pid, 'SIGSTOP');
  const slow = as.tenant.log.append(topic, [numbered(1)]);
  await pause(2_000);
  process.kill(broker.pid, 'SIGCONT');
  expect(await slow).toEqual([{ partition: 0, offset: 1 }]);

  process.kill(broker.pid, 'SIGSTOP');
  const started = performance.now();
  await expect(as.tenant.log.append(topic, [numbered(2)])).rejects.toThrow(ClusterUnavailable);
  expect(performance.now() - started).toBeLessThan(DELIVERY_TIMEOUT_MS + 5_000);
  process.kill(broker.pid, 'SIGCONT');
  await vi.waitFor(() => as.tenant.log.append(topic, [numbered(3)]), { timeout: 20_000 });
});
