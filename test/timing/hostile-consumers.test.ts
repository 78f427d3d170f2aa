import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumerModules } from '../integration/support/hostile-consumers.ts';
import { delivered, RunningPlatform } from '../integration/support/running-platform.ts';

const EVENTS = 200;
const EVERY_MS = 15;

let running: RunningPlatform;
let latencies: string;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-latencies-'));
  latencies = join(directory, 'latencies.txt');
  running = await RunningPlatform.start({
    catalogue: {
      module: new URL('../integration/support/hostile-consumers.ts', import.meta.url).href,
      export: 'catalogue',
    },
    consumers: consumerModules(latencies),
  });
  await Promise.all(
    ['quiet', 'wild-spin', 'wild-hang', 'wild-exit'].map((id) => running.onboard(id, 'business')),
  );
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await rm(latencies, { force: true });
});

/** How late the handler of the quiet tenant was for each of many events, in milliseconds. */
async function measured(): Promise<readonly number[]> {
  await writeFile(latencies, '');
  for (let sent = 0; sent < EVENTS; sent += 1) {
    await running.platform.publisher.publish('quiet', {
      stream: 'users',
      type: 'PreferenceChanged',
      aggregate: `user-${sent % 10}`,
      data: {
        userId: 'user-1',
        preference: 'theme',
        value: 'dark',
        changedAt: '2026-01-31T09:30:00Z',
      },
    });
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  for (;;) {
    const lines = (await readFile(latencies, 'utf8')).trimEnd().split('\n');
    if (lines.length >= EVENTS) {
      return lines.map(Number);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
}

test('handlers that spin, hang and end their process do not delay the handler of another subscription', async () => {
  const alone = p99(await measured());
  for (const misdeed of ['spin', 'hang', 'exit']) {
    const event = { ...delivered(misdeed), aggregate: misdeed };
    await running.call('POST', `/tenants/wild-${misdeed}/events`, { body: event });
  }
  const beside = p99(await measured());
  expect(beside).toBeLessThanOrEqual(2 * alone);
});
