import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { KafkaJarsRefused, KafkaRequirementMissing } from './errors.ts';
import { isNotFound, runTool } from './run-tool.ts';

/** The version that pom.xml pins and jars.sha256 lists. */
export const APACHE_KAFKA_VERSION = '4.3.0';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));
const HASHES = new URL('jars.sha256', import.meta.url);

/**
 * The folder with the jars of Apache Kafka, each of them verified against the list of this repository, now and at every call.
 * They are fetched by Maven if they are not in the cache; Maven's own settings decide repository and proxy.
 *
 * @throws {KafkaRequirementMissing} there is no Maven, or it could not fetch them.
 * @throws {KafkaJarsRefused} what was fetched is not what is listed; it was not put into the cache.
 */
export async function kafkaJars({
  cache,
  progress,
  signal,
}: {
  readonly cache: string;
  readonly progress: (text: string) => void;
  readonly signal?: AbortSignal;
}): Promise<string> {
  const folder = join(cache, `apache-kafka-${APACHE_KAFKA_VERSION}`);
  const expected = await expectedHashes();
  if ((await firstProblem(folder, expected)) === undefined) {
    return folder;
  }
  await mkdir(cache, { recursive: true });
  const fetched = await mkdtemp(join(cache, 'fetching-'));
  try {
    progress(`fetching Apache Kafka ${APACHE_KAFKA_VERSION}: ${expected.size} jars, 44 MB, once`);
    await fetchJars(fetched, progress, signal);
    const problem = await firstProblem(fetched, expected);
    if (problem !== undefined) {
      throw new KafkaJarsRefused(problem);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(fetched, folder);
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
  return folder;
}

type Problem = { readonly jar: string; readonly problem: string };

/** Exactly the listed files, each with its hash; another file beside them would be on the class path too. */
export async function firstProblem(
  folder: string,
  expected: ReadonlyMap<string, string>,
): Promise<Problem | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  const foreign = names.find((name) => !expected.has(name));
  if (foreign !== undefined) {
    return { jar: foreign, problem: 'is not on the list' };
  }
  for (const [jar, hash] of expected) {
    if (!names.includes(jar)) {
      return { jar, problem: 'is missing' };
    }
    if ((await sha256(join(folder, jar))) !== hash) {
      return { jar, problem: 'has another SHA-256 than the list says' };
    }
  }
  return undefined;
}

/** Lines of `<SHA-256>  <name>`, as sha256sum writes and checks them. */
async function expectedHashes(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(HASHES, 'utf8');
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/))
      .map(([hash = '', jar = '']) => [jar, hash] as const),
  );
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function fetchJars(
  folder: string,
  progress: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const asked = [
    '--batch-mode',
    '--file',
    POM,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${folder}`,
  ];
  const said = (line: string) => {
    const [, file] = /^Downloaded from .*\/([^/ ]+\.jar)/.exec(line) ?? [];
    if (file !== undefined) {
      progress(file);
    }
  };
  const run = await runTool('mvn', asked, { said, ...(signal ? { signal } : {}) }).catch(
    (cause) => {
      throw isNotFound(cause) ? mavenMissing(cause) : cause;
    },
  );
  if (run.exitCode !== 0) {
    const [error = run.output.slice(-500)] = run.output.match(/^\[ERROR\].*$/m) ?? [];
    throw new KafkaRequirementMissing({
      needs: 'its jars from a Maven repository',
      found: error,
      fix: 'Check the network, or the repository and proxy in the settings.xml of Maven',
    });
  }
}

function mavenMissing(cause: unknown): KafkaRequirementMissing {
  return new KafkaRequirementMissing(
    {
      needs: 'Maven 3.6 or later, to fetch its jars once',
      found: 'no mvn',
      fix: 'Install Maven, or name a running Kafka',
    },
    { cause },
  );
}
