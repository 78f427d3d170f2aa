import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const DEMO = join(import.meta.dirname, '..', '..', 'packages', 'demo', 'bin', 'demo.js');

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-demo-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

function start(...args: readonly string[]) {
  return spawn(process.execPath, [DEMO, ...args], {
    env: { ...process.env, TMPDIR: directory, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
}

async function run(args: readonly string[], input: Uint8Array = Buffer.of()) {
  const child = start(...args);
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  return { status, stdout, stderr };
}

async function linesOf(path: string): Promise<readonly Record<string, unknown>[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe("a tour on somebody's own events", () => {
  /** Busier tenants first: 40 events of the first, 5 less for each one after it. */
  const SHOPS = ['Acme', 'Acme Labs', 'ACME', '42', 'Globex'];
  const EVENTS = SHOPS.flatMap((shop, rank) =>
    Array.from({ length: 40 - 5 * rank }, (_, number) => ({
      shop,
      order: `order-${number % 3}`,
      at: new Date(Date.UTC(2024, 0, 1, 0, number)).toISOString(),
      number,
    })),
  );
  const LINES = EVENTS.map((event) => JSON.stringify(event));
  const INPUT = [...LINES.slice(0, 2), 'no event', ...LINES.slice(2), '{"shop":"Acme"}', ''].join(
    '\n',
  );

  let out: string;
  let tour: Awaited<ReturnType<typeof run>>;
  let result: Record<string, unknown>;

  beforeAll(async () => {
    out = join(directory, 'out');
    tour = await run(
      [
        '--json',
        '--out',
        out,
        '--events',
        '-',
        '--tenant',
        'shop',
        '--aggregate',
        'order',
        '--time',
        'at',
      ],
      gzipSync(INPUT),
    );
    result = JSON.parse(tour.stdout);
  });

  test('ends well and says so in one JSON object', () => {
    expect(tour.status).toBe(0);
    expect(Object.keys(result)).toEqual([
      'tenants',
      'skippedLines',
      'isolation',
      'erasure',
      'durationMs',
    ]);
  });

  test('gives each tenant an id of its own and a model by its volume', () => {
    const counts = { duplicates: 0, lost: 0, outOfOrder: 0 };
    const tenant = (source: string, events: number, tier: string, model: string, id: unknown) => ({
      id,
      source,
      tier,
      model,
      published: events,
      consumed: events,
      ...counts,
    });
    expect(result['tenants']).toEqual([
      tenant('Acme', 40, 'enterprise', 'silo', expect.stringMatching(/^acme-\w{7}$/)),
      tenant('Acme Labs', 35, 'business', 'bridge', 'acme-labs'),
      tenant('ACME', 30, 'starter', 'pool', expect.stringMatching(/^acme-\w{7}$/)),
      tenant('42', 25, 'starter', 'pool', expect.stringMatching(/^t-42-\w{7}$/)),
      tenant('Globex', 20, 'starter', 'pool', 'globex'),
    ]);
  });

  test('counts lines that are no events and tells their numbers', () => {
    expect(result['skippedLines']).toBe(2);
    expect(tour.stderr).toContain('line 3 is not JSON');
    expect(tour.stderr).toContain('line 152 has no order');
  });

  test('every attempt on a neighbour is denied, and every control beside it is done', () => {
    // 20 ordered pairs over HTTP, and the 8 of the two with an identity at the log: 2 among themselves, 6 on the pool.
    const attempts = 20 * 5 + 2 * 5 + 6 * 4;
    expect(result['isolation']).toEqual({ attempts, denied: attempts, controls: attempts });
  });

  test('erases a tenant of the pool and keeps the certificate', async () => {
    const { certificate, tenant } = JSON.parse(JSON.stringify(result['erasure']));
    expect(tenant).toMatch(/^acme-\w{7}$/);
    expect(certificate).toBe(join(out, `certificate-${tenant}.json`));
    const signed = JSON.parse(await readFile(certificate, 'utf8'));
    expect(signed.certificate).toMatchObject({ tenant, state: 'unreadable' });
  });

  test('writes what was published and what was received, which is the same', async () => {
    const published = await linesOf(join(out, 'published.ndjson'));
    const files = (await readdir(out)).filter((name) => name.startsWith('received-'));
    const received = (await Promise.all(files.map((name) => linesOf(join(out, name))))).flat();
    const live = received.filter(({ run: ofRun }) => ofRun === 'live');
    const identify = (lines: readonly Record<string, unknown>[]) =>
      lines.map(({ id, tenant }) => `${tenant} ${id}`).toSorted();
    expect(identify(live)).toEqual(identify(published));
    expect(published.filter(({ purpose }) => purpose === 'tour')).toHaveLength(EVENTS.length);
  });

  test('leaves nothing behind but what was asked for', async () => {
    expect(await readdir(directory)).toEqual(['out']);
  });
});

test.each([
  ['a file that is missing', ['--events', 'missing.ndjson', '--tenant', 'shop']],
  ['a directory', ['--events', import.meta.dirname, '--tenant', 'shop']],
  ['a file without that field', ['--events', 'package.json', '--tenant', 'shop']],
  ['an empty input', ['--events', '-', '--tenant', 'shop']],
  ['an unknown option', ['--evens', '-']],
  ['a directory that is a file', ['--out', DEMO]],
])('says in a line what is wrong with %s', async (_, args) => {
  const { status, stderr, stdout } = await run(['--json', ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^demo: /m);
  expect(stderr).not.toContain('    at ');
});

test('an interrupted tour leaves nothing behind', async () => {
  const child = start();
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  expect((await readdir(directory)).filter((name) => name.startsWith('tributary-tour-'))).toEqual(
    [],
  );
});
