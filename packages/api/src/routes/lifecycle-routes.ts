import { erasureRequest, replayRequest, suspensionRequest } from '@tributary/contract';
import { assertMay, assertOperator } from '@tributary/domain/access';
import { tenantId } from '@tributary/domain/tenancy';
import {
  beginErasure,
  beginReplay,
  beginResumption,
  beginSuspension,
} from '@tributary/provisioning';
import type { Hono } from 'hono';
import { accepted } from '../accepted.ts';
import type { ApiPorts } from '../api-ports.ts';
import { bodyOf, type Env, optionalBodyOf, parsed, refuseOtherMethods } from '../http.ts';
import { requestOptions } from '../request-options.ts';

export function lifecycleRoutes(app: Hono<Env>, ports: ApiPorts): void {
  app.post('/tenants/:id/suspension', async (context) => {
    assertOperator(context.get('caller'));
    const tenant = tenantId(context.req.param('id'));
    const { pauseConsumers } = parsed(suspensionRequest, await optionalBodyOf(context));
    const suspension = { tenant, pauseConsumers, ...requestOptions(context) };
    return accepted(ports, context, await beginSuspension(ports, suspension));
  });

  app.delete('/tenants/:id/suspension', async (context) => {
    assertOperator(context.get('caller'));
    const tenant = tenantId(context.req.param('id'));
    const resumption = { tenant, ...requestOptions(context) };
    return accepted(ports, context, await beginResumption(ports, resumption));
  });
  refuseOtherMethods(app, '/tenants/:id/suspension', ['POST', 'DELETE']);

  app.post('/tenants/:id/erasures', async (context) => {
    assertOperator(context.get('caller'));
    const tenant = tenantId(context.req.param('id'));
    const request = parsed(erasureRequest, await bodyOf(context));
    const erasure = { tenant, ...request, ...requestOptions(context) };
    return accepted(ports, context, await beginErasure(ports, erasure));
  });
  refuseOtherMethods(app, '/tenants/:id/erasures', ['POST']);

  app.post('/tenants/:id/replays', async (context) => {
    const tenant = tenantId(context.req.param('id'));
    assertMay(context.get('caller'), tenant, 'replays:write');
    const { since, ...request } = parsed(replayRequest, await bodyOf(context));
    const replay = {
      tenant,
      ...request,
      since: since === undefined ? undefined : Date.parse(since),
      ...requestOptions(context),
    };
    return accepted(ports, context, await beginReplay(ports, replay));
  });
  refuseOtherMethods(app, '/tenants/:id/replays', ['POST']);
}
