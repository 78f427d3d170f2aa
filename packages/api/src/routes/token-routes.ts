import { type TokenView, tokenRequest } from '@tributary/contract';
import { tokenRequest as askedToken, assertOperator } from '@tributary/domain/access';
import { assertInService, type Tenant, TenantUnknown, tenantId } from '@tributary/domain/tenancy';
import { SECOND_MS } from '@tributary/kernel';
import type { Hono } from 'hono';
import type { ApiPorts } from '../api-ports.ts';
import { bodyOf, type Env, parsed, refuseOtherMethods } from '../http.ts';
import { iso } from '../views.ts';

export function tokenRoutes(app: Hono<Env>, { clock, registry, tokens }: ApiPorts): void {
  app.post('/tenants/:id/tokens', async (context) => {
    assertOperator(context.get('caller'));
    const id = tenantId(context.req.param('id'));
    const { expiresInSeconds, scopes } = parsed(tokenRequest, await bodyOf(context));
    assertMayHaveTokens(id, await registry.find(id));
    const now = clock.now();
    const expiresAt = now + expiresInSeconds * SECOND_MS;
    const token = await tokens.issue(askedToken({ tenant: id, scopes, expiresAt }, now));
    return context.json({ token, expiresAt: iso(expiresAt) } satisfies TokenView, 201);
  });
  refuseOtherMethods(app, '/tenants/:id/tokens', ['POST']);
}

/** A suspended tenant may read, so it may have tokens; one on its way in or out may not. */
function assertMayHaveTokens(id: string, tenant: Tenant | undefined): void {
  if (tenant === undefined) {
    throw new TenantUnknown(id);
  }
  assertInService(tenant);
}
