import type { ApiPorts } from './api-ports.ts';
import { httpApplication, requireCaller } from './http.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { healthRoute } from './routes/health-route.ts';
import { lifecycleRoutes } from './routes/lifecycle-routes.ts';
import { operationRoutes } from './routes/operation-routes.ts';
import { tenantRoutes } from './routes/tenant-routes.ts';
import { tierRoutes } from './routes/tier-routes.ts';
import { tokenRoutes } from './routes/token-routes.ts';

/** The HTTP API over the ports. All but `/healthz` asks for a token. */
export function createApi(ports: ApiPorts): {
  readonly fetch: (request: Request) => Response | Promise<Response>;
} {
  const app = httpApplication(ports);
  healthRoute(app, ports);
  requireCaller(app, ports);
  app.get('/', (context) => context.json({ routes: ROUTES }));
  tenantRoutes(app, ports);
  lifecycleRoutes(app, ports);
  tokenRoutes(app, ports);
  eventRoutes(app, ports);
  operationRoutes(app, ports);
  tierRoutes(app, ports);
  return { fetch: (request) => app.fetch(request) };
}

const ROUTES = [
  'GET /healthz',
  'GET /tiers',
  'POST /tenants',
  'GET /tenants',
  'GET /tenants/{id}',
  'POST /tenants/{id}/suspension',
  'DELETE /tenants/{id}/suspension',
  'POST /tenants/{id}/erasures',
  'POST /tenants/{id}/replays',
  'POST /tenants/{id}/tokens',
  'POST /tenants/{id}/events',
  'GET /tenants/{id}/events',
  'GET /tenants/{id}/offsets',
  'GET /operations/{id}',
] as const;
