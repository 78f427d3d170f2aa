import type { Hono } from 'hono';
import type { ApiPorts } from '../api-ports.ts';
import { type Env, refuseOtherMethods } from '../http.ts';

type HealthPorts = { readonly registry: Pick<ApiPorts['registry'], 'list'> };

/** For anybody, so it says no more than a word. */
export function healthRoute(app: Hono<Env>, ports: HealthPorts): void {
  app.get('/healthz', async (context) =>
    (await isUp(ports)) ? context.json({ status: 'up' }) : context.json({ status: 'down' }, 503),
  );
  refuseOtherMethods(app, '/healthz', ['GET']);
}

/** Without the registry nothing can be done. */
async function isUp({ registry }: HealthPorts): Promise<boolean> {
  try {
    await registry.list({ limit: 1 });
    return true;
  } catch {
    return false;
  }
}
