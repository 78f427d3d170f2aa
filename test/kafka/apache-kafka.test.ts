import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ApacheKafka,
  KafkaCell,
  KafkaRequirementMissing,
  startApacheKafka,
} from '@tributary/adapter-kafka';
import { streamName, topicName } from '@tributary/domain/topics';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { CELL, CLUSTER, newTenants } from './support/kafka-world.ts';

const START_AND_WAIT = fileURLToPath(new URL('support/start-and-wait.ts', import.meta.url));
const cache = dirname(inject('kafkaJars'));

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-kafka-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function cellOf({ admin }: ApacheKafka): KafkaCell {
  return new KafkaCell({ id: CELL, cluster: CLUSTER, admin, secret: Buffer.from('of this test') });
}

test('what was written is there after a restart, at the same address, and no process is left', async () => {
  const directory = await newDirectory();
  const topic = topicName(newTenants().tenant, streamName('orders'));
  const start = () => startApacheKafka({ directory, cache, progress: () => {} });

  const first = await start();
  const before = cellOf(first);
  await before
    .session({ kind: 'provisioner' })
    .topics.create({ name: topic, partitions: 1, retentionMs: 3_600_000, maxRecordBytes: 1_000 });
  await before[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  expect(isRunning(first.pid)).toBe(false);

  const second = await start();
  const after = cellOf(second);
  onTestFinished(() => second[Symbol.asyncDispose]());
  expect(second.admin).toEqual(first.admin);
  expect(await after.session({ kind: 'operator' }).topics.list()).toEqual([topic]);
  await after[Symbol.asyncDispose]();
});

test('a broker whose parent was killed ends by itself', async () => {
  const directory = await newDirectory();
  const parent = spawn(process.execPath, [START_AND_WAIT, directory, cache], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(parent.stdout, 'data');
  const broker = Number(said);
  expect(isRunning(broker)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(broker)).toBe(false), { timeout: 20_000 });
});

test('only their owner can read the files that hold the password', async () => {
  const directory = await newDirectory();
  const kafka = await startApacheKafka({ directory, cache, progress: () => {} });
  onTestFinished(() => kafka[Symbol.asyncDispose]());
  const { password = '' } = kafka.admin.security ?? {};
  for (const name of ['broker.json', 'server.properties']) {
    const file = join(directory, name);
    expect(await readFile(file, 'utf8')).toContain(password);
    expect((await stat(file)).mode & 0o077).toBe(0);
  }
});

test('a machine without Java is told what to do', async () => {
  const start = startApacheKafka({
    directory: await newDirectory(),
    cache,
    progress: () => {},
    java: 'no-such-java',
  });
  await expect(start).rejects.toThrow(KafkaRequirementMissing);
});
