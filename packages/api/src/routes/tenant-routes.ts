import {
  erasureRequest,
  onboardingRequest,
  replayRequest,
  suspensionRequest,
  tokenRequest,
} from '@tributary/contract';
import {
  assertMay,
  assertOperator,
  tokenRequest as parseTokenRequest,
} from '@tributary/domain/access';
import { tierOf } from '@tributary/domain/placement';
import {
  assertTakesEvents,
  type Operation,
  TenantUnknown,
  tenantId,
} from '@tributary/domain/tenancy';
import { SECOND_MS } from '@tributary/kernel';
import {
  beginErasure,
  beginOnboarding,
  beginReplay,
  beginResumption,
  beginSuspension,
} from '@tributary/provisioning';
import type { Hono } from 'hono';
import * as z from 'zod';
import type { ApiPorts } from '../api-ports.ts';
import { type ApiContext, bodyOf, type Env, parsed, refuseOtherMethods } from '../http.ts';
import { iso, operationView, tenantView } from '../views.ts';

const pageQuery = z.object({
  after: z.string().exactOptional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'Idempotency-Key: 1 to 128 visible characters');

export function tenantRoutes(app: Hono<Env>, ports: ApiPorts): void {
  const { clock, registry, starter, tokens } = ports;

  const accepted = async (context: ApiContext, operation: Operation): Promise<Response> => {
    if (operation.state === 'running' || operation.state === 'undoing') {
      await starter.start(operation.id);
    }
    context.header('location', `/operations/${operation.id}`);
    return context.json(operationView(operation), 202);
  };

  app.post('/tenants', async (context) => {
    assertOperator(context.get('caller'));
    const request = parsed(onboardingRequest, await bodyOf(context));
    const key = context.req.header('idempotency-key');
    const operation = await beginOnboarding(ports, {
      tenant: tenantId(request.id),
      tier: tierOf(ports.catalogue, request.tier).name,
      ...(key === undefined ? {} : { idempotencyKey: parsed(idempotencyKey, key) }),
    });
    return accepted(context, operation);
  });

  app.get('/tenants', async (context) => {
    assertOperator(context.get('caller'));
    const { after, limit } = parsed(pageQuery, context.req.query());
    const tenants = await registry.list({
      limit,
      ...(after === undefined ? {} : { after: tenantId(after) }),
    });
    const last = tenants.length < limit ? undefined : tenants.at(-1);
    return context.json({
      tenants: tenants.map(tenantView),
      ...(last === undefined ? {} : { next: last.id }),
    });
  });
  refuseOtherMethods(app, '/tenants', ['GET', 'POST']);

  app.get('/tenants/:id', async (context) => {
    const id = tenantId(context.req.param('id'));
    assertMay(context.get('caller'), id, 'tenant:read');
    const tenant = await registry.find(id);
    if (tenant === undefined) {
      throw new TenantUnknown(id);
    }
    return context.json(tenantView(tenant));
  });
  refuseOtherMethods(app, '/tenants/:id', ['GET']);

  app.post('/tenants/:id/suspension', async (context) => {
    assertOperator(context.get('caller'));
    const body = context.req.header('content-length') === '0' ? {} : await optionalBody(context);
    const request = parsed(suspensionRequest, body);
    return accepted(
      context,
      await beginSuspension(ports, {
        tenant: tenantId(context.req.param('id')),
        pauseConsumers: request.pauseConsumers ?? false,
      }),
    );
  });

  app.delete('/tenants/:id/suspension', async (context) => {
    assertOperator(context.get('caller'));
    return accepted(
      context,
      await beginResumption(ports, { tenant: tenantId(context.req.param('id')) }),
    );
  });
  refuseOtherMethods(app, '/tenants/:id/suspension', ['POST', 'DELETE']);

  app.post('/tenants/:id/erasures', async (context) => {
    assertOperator(context.get('caller'));
    const { basis, cancel, confirm } = parsed(erasureRequest, await bodyOf(context));
    return accepted(
      context,
      await beginErasure(ports, {
        tenant: tenantId(context.req.param('id')),
        confirm,
        basis,
        cancel: cancel ?? false,
      }),
    );
  });
  refuseOtherMethods(app, '/tenants/:id/erasures', ['POST']);

  app.post('/tenants/:id/replays', async (context) => {
    const id = tenantId(context.req.param('id'));
    assertMay(context.get('caller'), id, 'replays:write');
    const { consumer, since } = parsed(replayRequest, await bodyOf(context));
    return accepted(
      context,
      await beginReplay(ports, {
        tenant: id,
        consumer,
        ...(since === undefined ? {} : { since: Date.parse(since) }),
      }),
    );
  });
  refuseOtherMethods(app, '/tenants/:id/replays', ['POST']);

  app.post('/tenants/:id/tokens', async (context) => {
    assertOperator(context.get('caller'));
    const id = tenantId(context.req.param('id'));
    const { expiresInSeconds, scopes } = parsed(tokenRequest, await bodyOf(context));
    const tenant = await registry.find(id);
    if (tenant === undefined) {
      throw new TenantUnknown(id);
    }
    assertMayHaveTokens(tenant);
    const expiresAt = clock.now() + expiresInSeconds * SECOND_MS;
    const request = parseTokenRequest({ tenant: id, scopes, expiresAt }, clock.now());
    const token = await tokens.issue(request);
    return context.json({ token, expiresAt: iso(expiresAt) }, 201);
  });
  refuseOtherMethods(app, '/tenants/:id/tokens', ['POST']);
}

/** A suspended tenant may read, so it may have tokens; one on its way out may not. */
function assertMayHaveTokens(tenant: Parameters<typeof assertTakesEvents>[0]): void {
  if (tenant.state !== 'suspended') {
    assertTakesEvents(tenant);
  }
}

async function optionalBody(context: ApiContext): Promise<unknown> {
  const hasBody = context.req.header('content-length') ?? context.req.header('transfer-encoding');
  return hasBody === undefined ? {} : bodyOf(context);
}
