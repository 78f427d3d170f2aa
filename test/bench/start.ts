import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, type Finding } from './support/finding.ts';
import { spreadOf } from './support/spread.ts';

const REPETITIONS = 4;
const LOOK_EVERY_MS = 10;
const CHECKOUT = join(import.meta.dirname, '..', '..');

/** From the call of `npm start` to the first answer of the API, on an empty state directory. */
export async function start(): Promise<readonly Finding[]> {
  const first: number[] = [];
  const again: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
    first.push(await secondsToAnswer(directory));
    again.push(await secondsToAnswer(directory));
    await rm(directory, { recursive: true, force: true });
  }
  return [
    {
      what: 'first answer of npm start, as after npm ci',
      measured: spreadOf(first),
      unit: 's',
      note: 'no compiled code is cached and no state is there',
      target: atMost(3),
    },
    { what: 'the same, started again', measured: spreadOf(again), unit: 's' },
  ];
}

async function secondsToAnswer(directory: string): Promise<number> {
  const port = await freePort();
  const beganAt = performance.now();
  const platform = spawn(
    'npm',
    ['start', '--', '--port', String(port), '--dir', join(directory, 'state')],
    {
      cwd: CHECKOUT,
      stdio: 'ignore',
      // Node keeps compiled code among the temporary files.
      env: { ...process.env, TMPDIR: directory },
    },
  );
  try {
    await answer(`http://127.0.0.1:${port}/healthz`, platform);
    return (performance.now() - beganAt) / 1_000;
  } finally {
    platform.kill('SIGTERM');
    await once(platform, 'exit');
  }
}

async function answer(url: string, platform: ChildProcess): Promise<void> {
  while (platform.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) {
      await response.body?.cancel();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new RangeError(`npm start ended with code ${platform.exitCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new RangeError('the machine gave no port');
  }
  return address.port;
}
