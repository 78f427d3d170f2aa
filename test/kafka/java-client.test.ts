import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { KafkaLogin } from '@tributary/adapter-kafka';
import { partitionOf, streamName, type TopicName, topicName } from '@tributary/domain/topics';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { kafkaCell, newFixture } from './support/kafka-world.ts';

const PRODUCE = fileURLToPath(new URL('java/Produce.java', import.meta.url));

const cell = kafkaCell();

/** What the client of Apache Kafka said of each key, in order. */
async function javaProduces(
  login: KafkaLogin,
  topic: TopicName,
  keys: readonly Uint8Array[],
): Promise<readonly string[]> {
  const { username = '', password = '' } = login.security ?? {};
  const java = spawn(
    'java',
    [
      '-Xmx128m',
      '-XX:TieredStopAtLevel=1',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=off',
      '-cp',
      join(inject('kafkaJars'), '*'),
      PRODUCE,
      login.bootstrapServers.join(','),
      username,
      topic,
    ],
    {
      env: { ...process.env, TRIBUTARY_TEST_PASSWORD: password },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  java.stdin.end(keys.map((key) => `${Buffer.from(key).toString('hex')}\n`).join(''));
  return (await text(java.stdout)).trim().split('\n');
}

/** Every length modulo 4, bytes above 127, and keys as the platform makes them. */
function manyKeys(tenant: string): readonly Uint8Array[] {
  const random = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 67 }), {
    numRuns: 300,
    seed: 7,
  });
  const ours = fc.sample(fc.string({ minLength: 1, unit: 'grapheme' }), { numRuns: 200, seed: 7 });
  return [...random, ...ours.map((aggregate) => Buffer.from(`${tenant}:${aggregate}`))];
}

test('the Java client and ours put every key into the same partition', async () => {
  const { tenant, as } = await newFixture(cell);
  const topic = topicName(tenant, streamName('orders'));
  const partitions = 97;
  await as.provisioner.topics.create({
    name: topic,
    partitions,
    retentionMs: 3_600_000,
    maxRecordBytes: 10_000,
  });
  const keys = manyKeys(tenant);
  const said = await javaProduces(await cell.loginOf({ kind: 'tenant', tenant }), topic, keys);
  expect(said.map((line) => Number(line.split(' ')[0]))).toEqual(
    keys.map((key) => partitionOf(key, partitions)),
  );
  const ours = await as.tenant.log.append(
    topic,
    keys.map((key) => ({ key, value: Buffer.alloc(0), headers: [], timestamp: Date.now() })),
  );
  expect(ours.map(({ partition }) => partition)).toEqual(
    said.map((line) => Number(line.split(' ')[0])),
  );
});

test('the broker refuses the Java client with a tenant’s password on a neighbour’s topic', async () => {
  const { tenant, neighbour, as } = await newFixture(cell);
  const topic = topicName(neighbour, streamName('orders'));
  const spec = { partitions: 1, retentionMs: 3_600_000, maxRecordBytes: 10_000 };
  await as.provisioner.topics.create({ name: topic, ...spec });
  const login = await cell.loginOf({ kind: 'tenant', tenant });
  expect(await javaProduces(login, topic, [Buffer.from('a')])).toEqual([
    'TopicAuthorizationException',
  ]);
  expect(await as.neighbour.log.offsets(topic)).toEqual([{ partition: 0, earliest: 0, end: 0 }]);
});
