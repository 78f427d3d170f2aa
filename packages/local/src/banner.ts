import { join, relative } from 'node:path';
import type { StartOptions } from './options.ts';
import type { Platform } from './platform.ts';

/** What a person sees once the platform is up. */
export function banner(platform: Platform, { directory, host }: StartOptions): string {
  const inside = relative(process.cwd(), directory);
  const state = inside === '' || inside.startsWith('..') ? directory : inside;
  const tenant = platform.exampleTenant;
  const lines = [
    '',
    'Tributary is up.',
    '',
    `  API        ${platform.url}   (health: ${platform.url}/healthz)`,
    `  State      ${state}`,
    `  Event log  embedded (SQLite), in ${state}`,
    `  Token      ${join(state, 'operator.token')}, for its owner only`,
    ...(platform.resumed === 0
      ? []
      : [`  Resumed    ${platform.resumed} operations that were cut off`]),
    ...(isLoopback(host)
      ? []
      : [`  Warning    listens on ${host}, without TLS: other machines can reach it`]),
    '',
    'Try, in another terminal:',
    '',
    `  npm run -s tributary -- tenants add ${tenant} --tier starter${dirOption(state)}`,
    `  npm run -s tributary -- events publish ${tenant} --stream orders --type OrderDelivered --aggregate order-1 --data ${EXAMPLE}${dirOption(state)}`,
    `  npm run -s tributary -- events tail ${tenant} --stream orders${dirOption(state)}`,
    '',
    'A guided tour on real events: npm run -s demo      Stop: Ctrl-C',
    '',
  ];
  return lines.join('\n');
}

const EXAMPLE = quoted(JSON.stringify({ orderId: 'order-1', deliveredAt: '2026-01-31T09:30:00Z' }));

/** For the shell of this machine. */
function quoted(text: string): string {
  return process.platform === 'win32' ? `"${text.replaceAll('"', '\\"')}"` : `'${text}'`;
}

function dirOption(state: string): string {
  return state === '.tributary' ? '' : ` --dir ${quoted(state)}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
