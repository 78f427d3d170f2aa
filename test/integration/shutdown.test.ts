import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { RunningPlatform } from './support/running-platform.ts';

test.each([
  ['says nothing', () => ''],
  ['never ends its request', halfARequest],
])(
  'a connection that %s does not keep the platform from stopping',
  async (_, sent) => {
    const running = await RunningPlatform.start();
    const socket = connect(Number(new URL(running.platform.url).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined).resume();
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(sent(running.platform.operatorToken));
    await running.call('GET', '/healthz');
    await running[Symbol.asyncDispose]();
    await expect(closed).resolves.toBe(false);
  },
  20_000,
);

function halfARequest(token: string): string {
  const head = [
    'POST /tenants HTTP/1.1',
    'Host: here',
    `Authorization: Bearer ${token}`,
    'Content-Length: 10',
  ];
  return `${head.join('\r\n')}\r\n\r\n{`;
}
