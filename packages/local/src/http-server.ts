import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { codeOf } from './error-code.ts';
import { AddressRefused, PortInUse } from './errors.ts';

/** What is not answered by then is cut off: a request that never ends must not keep the platform up. */
const GRACE_MS = 2_000;

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
  const code = codeOf(cause);
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

/** Requests that are under way are answered, if that takes no longer than the grace; connections that only wait are closed. */
async function close(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  const cutOff = setTimeout(() => {
    if (isHttpServer(server)) {
      server.closeAllConnections();
    }
  }, GRACE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if (isHttpServer(server)) {
      server.closeIdleConnections();
    }
  });
  clearTimeout(cutOff);
}

function isHttpServer(server: ReturnType<typeof createAdaptorServer>): server is Server {
  return 'closeIdleConnections' in server;
}
