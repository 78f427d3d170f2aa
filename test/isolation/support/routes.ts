import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestInput } from '../../integration/support/running-platform.ts';
import { delivered } from '../../integration/support/running-platform.ts';

/** What is asked for at one route about one tenant. */
export type Asked = {
  readonly route: string;
  readonly path: (tenant: string, operation: string) => string;
  readonly input?: (tenant: string) => RequestInput;
  /** Of the same request about what is the caller's own. */
  readonly granted: number;
};

/** Open to the token of a tenant, for that tenant. */
export const tenantRoutes: readonly Asked[] = [
  { route: 'GET /tenants/:id', path: (tenant) => `/tenants/${tenant}`, granted: 200 },
  {
    route: 'POST /tenants/:id/events',
    path: (tenant) => `/tenants/${tenant}/events`,
    input: () => ({ body: delivered('routes-1') }),
    granted: 201,
  },
  {
    route: 'GET /tenants/:id/events',
    path: (tenant) => `/tenants/${tenant}/events?stream=orders`,
    granted: 200,
  },
  {
    route: 'GET /tenants/:id/offsets',
    path: (tenant) => `/tenants/${tenant}/offsets?stream=orders`,
    granted: 200,
  },
  {
    route: 'POST /tenants/:id/replays',
    path: (tenant) => `/tenants/${tenant}/replays`,
    input: () => ({ body: { consumer: 'activity-tally', streams: ['analytics'] } }),
    granted: 202,
  },
];

/** Open to operators only. */
export const operatorRoutes: readonly Asked[] = [
  { route: 'GET /tiers', path: () => '/tiers', granted: 200 },
  { route: 'GET /tenants', path: () => '/tenants', granted: 200 },
  {
    route: 'POST /tenants',
    path: () => '/tenants',
    input: (id) => ({ body: { id, tier: 'business' } }),
    granted: 202,
  },
  {
    route: 'POST /tenants/:id/tokens',
    path: (tenant) => `/tenants/${tenant}/tokens`,
    input: () => ({ body: { scopes: ['events:read'], expiresInSeconds: 600 } }),
    granted: 201,
  },
  {
    route: 'POST /tenants/:id/suspension',
    path: (tenant) => `/tenants/${tenant}/suspension`,
    granted: 202,
  },
  {
    route: 'DELETE /tenants/:id/suspension',
    path: (tenant) => `/tenants/${tenant}/suspension`,
    granted: 202,
  },
  {
    route: 'POST /tenants/:id/erasures',
    path: (tenant) => `/tenants/${tenant}/erasures`,
    input: (confirm) => ({ body: { confirm, basis: 'contract ended' } }),
    granted: 202,
  },
];

/** What an operation is called says nothing of its tenant: to another one it does not exist. */
export const operationRoute: Asked = {
  route: 'GET /operations/:id',
  path: (_, operation) => `/operations/${operation}`,
  granted: 200,
};

const ROUTES = new URL('../../../packages/api/src/routes/', import.meta.url).pathname;
const REGISTRATION = /\bapp\.(get|post|put|patch|delete|on|route)\(\s*'([^']+)'/g;

/** `<METHOD> <path>` of every route that the sources of the API register. */
export async function registeredRoutes(): Promise<readonly string[]> {
  const names = (await readdir(ROUTES)).filter(
    (name) => name.endsWith('-routes.ts') || name === 'health-route.ts',
  );
  const sources = await Promise.all(names.map((name) => readFile(join(ROUTES, name), 'utf8')));
  return sources
    .flatMap((source) => [...source.matchAll(REGISTRATION)])
    .map(([, method = '', path]) => `${method.toUpperCase()} ${path}`)
    .toSorted();
}

export function methodOf({ route }: Asked): string {
  return route.slice(0, route.indexOf(' '));
}
