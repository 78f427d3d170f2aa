import { expect, test } from 'vitest';
import { httpApplication } from '../http.ts';
import { healthRoute } from './health-route.ts';

test.each([
  ['up', 200, () => Promise.resolve([])],
  ['down', 503, () => Promise.reject(new Error('disk I/O error'))],
])('the health is %s, status %i, and nothing else', async (status, code, list) => {
  const app = httpApplication({ newId: () => 'request-1', report: () => undefined });
  healthRoute(app, { registry: { list } });
  const response = await app.fetch(new Request('http://here/healthz'));
  expect(response.status).toBe(code);
  expect(await response.json()).toEqual({ status });
});
