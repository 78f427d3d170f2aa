import type { TenantId } from '@tributary/domain/tenancy';
import { type EventLog, streamName, type TopicName, topicName } from '@tributary/domain/topics';
import { expect, test } from 'vitest';
import { kafkaCell, newFixture } from './support/kafka-world.ts';

const cell = kafkaCell();
/** Kafka measures over eleven seconds (`quota.window.num`), so eleven times this much at once is let pass. */
const BYTES_PER_SECOND = 50_000;

function records(tenant: TenantId, count: number, bytes: number) {
  return Array.from({ length: count }, (_, index) => ({
    key: Buffer.from(`${tenant}:${index}`),
    value: Buffer.alloc(bytes),
    headers: [],
    timestamp: Date.now(),
  }));
}

/** The 99th percentile of one-record appends, in milliseconds. */
async function quietP99(log: EventLog, topic: TopicName, tenant: TenantId): Promise<number> {
  const taken: number[] = [];
  for (let count = 0; count < 200; count += 1) {
    const started = performance.now();
    await log.append(topic, records(tenant, 1, 100));
    taken.push(performance.now() - started);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? 0;
}

test('a tenant above its quota is slowed down to it, and a quiet one is not', async () => {
  const { tenant: greedy, neighbour: quiet, as } = await newFixture(cell);
  const topicOf = (owner: TenantId) => topicName(owner, streamName('orders'));
  const spec = { partitions: 1, retentionMs: 3_600_000, maxRecordBytes: 100_000 };
  for (const owner of [greedy, quiet]) {
    await as.provisioner.topics.create({ name: topicOf(owner), ...spec });
    await cell.quotas.set(owner, {
      produceBytesPerSecond: BYTES_PER_SECOND,
      consumeBytesPerSecond: BYTES_PER_SECOND,
      requestPercentage: 100,
    });
  }
  await quietP99(as.neighbour.log, topicOf(quiet), quiet);
  const alone = await quietP99(as.neighbour.log, topicOf(quiet), quiet);

  const started = performance.now();
  const greed = (async () => {
    for (let sent = 0; sent < 8; sent += 1) {
      await as.tenant.log.append(topicOf(greedy), records(greedy, 1, 99_000));
    }
    return performance.now() - started;
  })();
  const beside = await quietP99(as.neighbour.log, topicOf(quiet), quiet);
  const greedyMs = await greed;

  expect(greedyMs).toBeGreaterThan(2_000);
  expect(beside).toBeLessThan(Math.max(2 * alone, SLOW_MACHINE_MS));
});

/** Below this a p99 of two hundred calls tells of the machine's scheduler, not of quotas; throttling is by hundreds of milliseconds. */
const SLOW_MACHINE_MS = 100;
