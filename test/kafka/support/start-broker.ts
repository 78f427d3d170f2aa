import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaLogin, startApacheKafka } from '@tributary/adapter-kafka';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly kafkaAdmin: KafkaLogin;
    readonly kafkaJars: string;
  }
}

/** One broker for all files of the run. The jars stay where `npm start` keeps them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-kafka-'));
  const cache = process.env['TRIBUTARY_CACHE'] ?? join(homedir(), '.cache', 'tributary');
  const kafka = await startApacheKafka({
    directory,
    cache,
    progress: (text) => process.stderr.write(`${text}\n`),
  });
  project.provide('kafkaAdmin', kafka.admin);
  project.provide('kafkaJars', kafka.jars);
  return async () => {
    await kafka[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
}
