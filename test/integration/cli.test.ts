import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@tributary/cli';
import { operationView, tenantView } from '@tributary/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { delivered, RunningPlatform } from './support/running-platform.ts';

const LAUNCHER = join(import.meta.dirname, '..', '..', 'packages/cli/bin/tributary.js');
const DELIVERED = { orderId: 'o', deliveredAt: '2026-01-31T09:30:00Z' };

let running: RunningPlatform;
let scratch: string;

beforeAll(async () => {
  running = await RunningPlatform.start();
  scratch = await mkdtemp(join(tmpdir(), 'tributary-cli-'));
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

/** What a person sees of one command. */
async function tributary(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const { operatorToken: token, url } = running.platform;
  const code = await run(args, {
    terminal: { out: (line) => out.push(line), err: (line) => err.push(line) },
    endpoint: async () => ({ url, token }),
    signal: new AbortController().signal,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('the tributary command', () => {
  test('onboards, publishes, reads, erases and verifies', async () => {
    const added = await tributary('tenants', 'add', 'acme', '--tier', 'starter');
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining('Tenant acme is active') });

    const data = JSON.stringify({ orderId: 'o-1', deliveredAt: '2026-01-31T09:30:00Z' });
    const event = [
      '--stream',
      'orders',
      '--type',
      'OrderDelivered',
      '--aggregate',
      'o-1',
      '--data',
      data,
    ];
    expect(await tributary('events', 'publish', 'acme', ...event)).toMatchObject({ code: 0 });
    const tail = await tributary('events', 'tail', 'acme', '--stream', 'orders');
    expect(tail).toMatchObject({ code: 0, out: expect.stringContaining(data) });

    const erased = await tributary(
      ...['tenants', 'erase', 'acme', '--confirm', 'acme', '--basis', 'contract ended', '--json'],
    );
    const { notes } = operationView.parse(JSON.parse(erased.out));
    const file = String(notes['certificate']);
    const key = join(running.platform.directory, 'signing-key.pub.pem');
    expect(await tributary('certificates', 'verify', file, '--key', key)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Valid. Tenant acme is unreadable'),
    });

    const forged = join(scratch, 'forged.json');
    await writeFile(
      forged,
      (await readFile(file, 'utf8')).replace('contract ended', 'contract kept'),
    );
    expect(await tributary('certificates', 'verify', forged)).toMatchObject({ code: 1 });
  });

  test('publishes a file, a line each', async () => {
    await tributary('tenants', 'add', 'globex', '--tier', 'business');
    const events = Array.from({ length: 3 }, (_, at) => ({
      stream: 'orders',
      type: 'OrderDelivered',
      aggregate: `o-${at}`,
      data: { orderId: `o-${at}`, deliveredAt: '2026-01-31T09:30:00Z' },
    }));
    const file = join(scratch, 'events.ndjson');
    await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    expect(await tributary('events', 'publish', 'globex', '--file', file)).toMatchObject({
      code: 0,
      out: 'Published 3 events.',
    });
  });

  test('publishes a file that is longer than the rate of the tier allows, at that rate', async () => {
    await tributary('tenants', 'add', 'hooli', '--tier', 'starter');
    const event = { stream: 'orders', type: 'OrderDelivered', aggregate: 'o', data: DELIVERED };
    const file = join(scratch, 'many.ndjson');
    await writeFile(file, `${JSON.stringify(event)}\n`.repeat(3_000));
    expect(await tributary('events', 'publish', 'hooli', '--file', file)).toMatchObject({
      code: 0,
      out: 'Published 3000 events.',
    });
  });

  test('says how much of a file was published before a line that is refused', async () => {
    await tributary('tenants', 'add', 'vandelay', '--tier', 'starter');
    const event = { stream: 'orders', type: 'OrderDelivered', aggregate: 'o', data: DELIVERED };
    const file = join(scratch, 'broken.ndjson');
    await writeFile(file, `${`${JSON.stringify(event)}\n`.repeat(500)}{"stream":"orders"}\n`);
    const { code, err } = await tributary('events', 'publish', 'vandelay', '--file', file);
    expect(code).toBe(1);
    expect(err).toContain('500 events were published');
    expect(err).toContain('event.');
  });

  test('takes options before the command', async () => {
    expect(await tributary('--json', '--dir', 'elsewhere', 'tiers')).toMatchObject({ code: 0 });
  });

  async function failureAt(url: string): Promise<string> {
    const err: string[] = [];
    await run(['tiers'], {
      terminal: { out: () => undefined, err: (line) => err.push(line) },
      endpoint: async () => ({ url, token: 'token' }),
      signal: new AbortController().signal,
      sleep: () => Promise.resolve(),
    });
    return err.join('\n');
  }

  test('says that there is no platform where somebody else answers', async () => {
    const server = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await failureAt(`http://127.0.0.1:${port}`)).toContain('cli.no-platform');
    server.close();
  });

  test.each([
    ['an address that is none', 'nonsense'],
    ['a port where nobody listens', 'http://127.0.0.1:9'],
  ])('says that there is no platform at %s', async (_, url) => {
    expect(await failureAt(url)).toContain('cli.no-platform');
  });

  test('stops to follow when its reader has seen enough', async () => {
    await running.onboard('umbrella', 'starter');
    await running.call('POST', '/tenants/umbrella/events', { body: delivered('o-1') });
    const { operatorToken, url } = running.platform;
    const command = spawn(
      process.execPath,
      [LAUNCHER, 'events', 'tail', 'umbrella', '--stream', 'orders', '--follow'],
      { env: { ...process.env, TRIBUTARY_URL: url, TRIBUTARY_TOKEN: operatorToken } },
    );
    const ended = once(command, 'exit');
    await once(command.stdout, 'data');
    command.stdout.destroy();
    await running.call('POST', '/tenants/umbrella/events', { body: delivered('o-2') });
    expect(await ended).toEqual([0, null]);
  });

  test('suspends and resumes', async () => {
    await tributary('tenants', 'add', 'initech', '--tier', 'starter');
    expect(await tributary('tenants', 'suspend', 'initech')).toMatchObject({ code: 0 });
    const shown = await tributary('tenants', 'show', 'initech', '--json');
    expect(tenantView.parse(JSON.parse(shown.out)).state).toBe('suspended');
    expect(await tributary('tenants', 'resume', 'initech')).toMatchObject({ code: 0 });
  });

  test('lists tiers and tenants', async () => {
    expect((await tributary('tiers')).out).toMatch(/^TIER .*\n/);
    expect((await tributary('tenants', 'ls')).out).toMatch(/^TENANT .*\n/);
  });

  test('says what the platform refused, with its code', async () => {
    const { code, err } = await tributary('tenants', 'add', 'Acme', '--tier', 'starter');
    expect(code).toBe(1);
    expect(err).toContain('tenant.id-invalid');
  });

  test.each([
    ['a command that does not exist', ['tenants', 'fly']],
    ['an option that does not exist', ['tenants', 'ls', '--fast']],
    ['a missing option', ['tenants', 'add', 'acme']],
    ['a missing argument', ['tenants', 'show']],
    [
      'data that is not JSON',
      [
        'events',
        'publish',
        'acme',
        '--stream',
        's',
        '--type',
        't',
        '--aggregate',
        'a',
        '--data',
        '{',
      ],
    ],
    ['a file that is not there', ['events', 'publish', 'acme', '--file', '/nowhere/at/all']],
  ])('shows how it is used after %s', async (_, args) => {
    const { code, err } = await tributary(...args);
    expect(code).toBe(2);
    expect(err).toContain('--help');
  });

  test('shows its commands when it is called without one', async () => {
    const { code, out } = await tributary();
    expect(code).toBe(0);
    expect(out).toContain('tenants add <id> --tier <tier>');
  });
});
