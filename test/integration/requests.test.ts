import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiCaller } from './support/api-caller.ts';
import { delivered, RunningPlatform } from './support/running-platform.ts';

let running: RunningPlatform;
let caller: ApiCaller;

beforeAll(async () => {
  running = await RunningPlatform.start();
  caller = new ApiCaller(running.platform.url, running.platform.operatorToken);
  await caller.onboard('acme', 'starter');
});

afterAll(() => running[Symbol.asyncDispose]());

describe('a body that does not tell its length', () => {
  async function sent(chunks: readonly string[]): Promise<number> {
    const body = ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
    const { status } = await fetch(new URL('/tenants/acme/events', running.platform.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${running.platform.operatorToken}` },
      body,
      duplex: 'half',
    });
    return status;
  }

  test('is read to its end', async () => {
    expect(await sent(JSON.stringify(delivered('in-chunks')).split(','))).toBe(400);
    expect(await sent(JSON.stringify(delivered('in-chunks')).split(/(?<=,)/))).toBe(201);
  });

  test('is cut off at the limit', async () => {
    const megabyte = 'x'.repeat(1_048_576);
    expect(await sent(['"', ...Array.from({ length: 8 }, () => megabyte), '"'])).toBe(413);
  });
});

test('a body that is not UTF-8 is refused, not put right by guess', async () => {
  const [before = '', after = ''] = JSON.stringify(delivered('caf-?')).split('?', 2);
  const body = Buffer.concat([Buffer.from(before), Buffer.of(0xe9), Buffer.from(after)]);
  const { status } = await fetch(new URL('/tenants/acme/events', running.platform.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${running.platform.operatorToken}` },
    body,
  });
  expect(status).toBe(400);
});

test('a suspended tenant is resumed by a request without a body', async () => {
  const publish = () => caller.call('POST', '/tenants/acme/events', { body: delivered('r-1') });
  await caller.done('POST', '/tenants/acme/suspension');
  expect((await publish()).status).toBe(409);
  expect(await caller.done('DELETE', '/tenants/acme/suspension')).toMatchObject({
    state: 'succeeded',
  });
  expect((await publish()).status).toBe(201);
});
