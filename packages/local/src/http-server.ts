import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { AddressRefused, PortInUse } from './errors.ts';

export type Listening = AsyncDisposable & { readonly url: string };

/**
 * Resolves once requests are taken.
 *
 * @throws {PortInUse}
 * @throws {AddressRefused}
 */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(translate(cause, host, port)));
    server.listen(port, host, () => resolve());
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

function translate(cause: unknown, host: string, port: number): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'EADDRINUSE') {
    return new PortInUse({ host, port }, { cause });
  }
  return ['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)
    ? new AddressRefused({ host, port, reason: code }, { cause })
    : cause;
}

function portOf(server: ReturnType<typeof createAdaptorServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Requests that are under way are answered; connections that only wait are closed. */
async function close(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if (isHttpServer(server)) {
      server.closeIdleConnections();
    }
  });
}

function isHttpServer(server: ReturnType<typeof createAdaptorServer>): server is Server {
  return 'closeIdleConnections' in server;
}
