import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type KafkaLogin, loggedInAdmin } from '../kafka-login.ts';
import { KafkaNotStarted, KafkaRequirementMissing } from './errors.ts';
import { kafkaJars } from './jars.ts';
import { isNotFound, runTool } from './run-tool.ts';
import { ADMIN_USER, type BrokerPlan, serverProperties } from './server-properties.ts';
import { Supervised } from './supervised.ts';

export type ApacheKafkaOptions = {
  /** Holds the broker's data, configuration and password; for its owner only. */
  readonly directory: string;
  /** Where the jars are kept for every later start on this machine. */
  readonly cache: string;
  readonly progress: (text: string) => void;
  readonly java?: string;
  readonly heapMb?: number;
  readonly signal?: AbortSignal;
};

const START_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** One broker of Apache Kafka on this machine, a process of its own that ends with this one. */
export class ApacheKafka implements AsyncDisposable {
  /** As the administrator, who may do everything. */
  readonly admin: KafkaLogin;
  /** The folder of its jars, the Java client among them. */
  readonly jars: string;
  readonly #process: Supervised;

  constructor(admin: KafkaLogin, jars: string, supervised: Supervised) {
    this.admin = admin;
    this.jars = jars;
    this.#process = supervised;
  }

  /** Of the broker itself. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves when the broker has ended, by whatever cause. */
  get ended(): Promise<void> {
    return this.#process.ended;
  }

  /** The broker has stopped in order, or was killed because it did not within ten seconds. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/**
 * Resolves once the broker takes requests. A second start on the directory finds the topics, users and records of the first.
 *
 * @throws {KafkaRequirementMissing} no Java 17, or no jars and no way to get them.
 * @throws {KafkaJarsRefused}
 * @throws {KafkaNotStarted}
 */
export async function startApacheKafka(options: ApacheKafkaOptions): Promise<ApacheKafka> {
  const { directory, java = 'java', heapMb = 384 } = options;
  await assertJava(java);
  const jars = await kafkaJars(options);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const plan = await brokerPlan(directory);
  const properties = join(directory, 'server.properties');
  await writeFile(properties, serverProperties(plan), { mode: 0o600 });
  const log = join(directory, 'kafka.log');
  const onClassPath = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', join(jars, '*')];
  if (!existsSync(join(plan.dataDirectory, 'meta.properties'))) {
    await format({ java, onClassPath, properties, log });
  }
  const supervised = await Supervised.start(log, java, [
    '-Xms192m',
    `-Xmx${heapMb}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    ...onClassPath,
    'kafka.Kafka',
    properties,
  ]);
  const kafka = new ApacheKafka(adminLogin(plan), jars, supervised);
  try {
    await untilItAnswers(kafka, supervised, log, options.signal);
  } catch (cause) {
    await kafka[Symbol.asyncDispose]();
    throw cause;
  }
  return kafka;
}

function adminLogin({ clientPort, adminPassword }: BrokerPlan): KafkaLogin {
  return {
    bootstrapServers: [`127.0.0.1:${clientPort}`],
    security: { mechanism: 'PLAIN', username: ADMIN_USER, password: adminPassword },
  };
}

/** Broker and tools of 4.x are compiled for Java 17: https://kafka.apache.org/documentation/#java */
const JAVA_VERSION = 17;

async function assertJava(java: string): Promise<void> {
  const needs = `Java ${JAVA_VERSION} or later`;
  const fix = 'Install a JRE, or name a running Kafka';
  const { output } = await runTool(java, ['-version']).catch((cause) => {
    throw isNotFound(cause)
      ? new KafkaRequirementMissing({ needs, found: 'no java', fix }, { cause })
      : cause;
  });
  const [, version = '0'] = /version "(\d+)/.exec(output) ?? [];
  if (Number(version) < JAVA_VERSION) {
    throw new KafkaRequirementMissing({ needs, found: `Java ${version}`, fix });
  }
}

/** The ports and the password of the first start, unless another program has taken a port since. */
async function brokerPlan(directory: string): Promise<BrokerPlan> {
  const file = join(directory, 'broker.json');
  const dataDirectory = join(directory, 'data');
  const known = await readFile(file, 'utf8').then(
    (text): unknown => JSON.parse(text),
    () => undefined,
  );
  const ports =
    known === undefined ? [] : [numberOf(known, 'clientPort'), numberOf(known, 'controllerPort')];
  const [clientPort, controllerPort] = await freePorts(ports);
  const adminPassword = textOf(known, 'adminPassword') ?? randomBytes(24).toString('base64url');
  const plan = { dataDirectory, clientPort, controllerPort, adminPassword };
  await writeFile(`${file}.tmp`, JSON.stringify(plan), { mode: 0o600 });
  await rename(`${file}.tmp`, file);
  return plan;
}

function textOf(stored: unknown, name: string): string | undefined {
  const value = Object.entries(stored ?? {}).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

function numberOf(stored: unknown, name: string): number {
  const value = Object.entries(stored ?? {}).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : 0;
}

/** The wanted ones where they are free, others otherwise; both are held until both are found. */
async function freePorts(wanted: readonly number[]): Promise<readonly [number, number]> {
  const first = await listening(wanted[0] ?? 0);
  const second = await listening(wanted[1] ?? 0);
  await first.free();
  await second.free();
  return [first.port, second.port];
}

async function listening(
  wanted: number,
): Promise<{ readonly port: number; readonly free: () => Promise<void> }> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.once('error', () => server.listen(0, '127.0.0.1'));
    server.once('listening', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
    server.listen(wanted, '127.0.0.1');
  });
  return { port, free: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A directory that an earlier format left half done is formatted again. */
async function format({
  java,
  onClassPath,
  properties,
  log,
}: {
  readonly java: string;
  readonly onClassPath: readonly string[];
  readonly properties: string;
  readonly log: string;
}): Promise<void> {
  const clusterId = `t${randomBytes(16).toString('base64url').slice(1)}`;
  const run = await runTool(java, [
    ...onClassPath,
    'kafka.tools.StorageTool',
    'format',
    '--standalone',
    '--ignore-formatted',
    '--cluster-id',
    clusterId,
    '--config',
    properties,
  ]);
  await writeFile(log, run.output, { flag: 'a', mode: 0o600 });
  if (run.exitCode !== 0) {
    throw new KafkaNotStarted({ problem: 'its directory could not be formatted', log });
  }
}

async function untilItAnswers(
  { admin: login }: ApacheKafka,
  supervised: Supervised,
  log: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await answers(login))) {
    signal?.throwIfAborted();
    if (supervised.hasEnded) {
      throw new KafkaNotStarted({ problem: 'its process ended', log });
    }
    if (performance.now() > deadline) {
      throw new KafkaNotStarted({ problem: `no answer in ${START_MS / 1_000} s`, log });
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function answers(login: KafkaLogin): Promise<boolean> {
  const admin = loggedInAdmin(login, { retries: 0 });
  try {
    const { brokers } = await admin.metadata({ topics: [] });
    return brokers.size > 0;
  } catch {
    return false;
  } finally {
    await admin.close();
  }
}
