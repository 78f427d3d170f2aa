import { onboardingRequest, type TenantPage } from '@tributary/contract';
import { assertMay, assertOperator } from '@tributary/domain/access';
import { TenantUnknown, tenantId } from '@tributary/domain/tenancy';
import { beginOnboarding } from '@tributary/provisioning';
import type { Hono } from 'hono';
import * as z from 'zod';
import { accepted } from '../accepted.ts';
import type { ApiPorts } from '../api-ports.ts';
import { bodyOf, type Env, parsed, refuseOtherMethods } from '../http.ts';
import { requestOptions } from '../request-options.ts';
import { tenantView } from '../views.ts';

const pageQuery = z.object({
  after: z.string().exactOptional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export function tenantRoutes(app: Hono<Env>, ports: ApiPorts): void {
  const { registry } = ports;

  app.post('/tenants', async (context) => {
    assertOperator(context.get('caller'));
    const { id, tier } = parsed(onboardingRequest, await bodyOf(context));
    const onboarding = { tenant: tenantId(id), tier, ...requestOptions(context) };
    return accepted(ports, context, await beginOnboarding(ports, onboarding));
  });

  app.get('/tenants', async (context) => {
    assertOperator(context.get('caller'));
    const { after, limit } = parsed(pageQuery, context.req.query());
    const tenants = await registry.list({
      limit,
      ...(after === undefined ? {} : { after: tenantId(after) }),
    });
    const last = tenants.length < limit ? undefined : tenants.at(-1);
    const page: TenantPage = {
      tenants: tenants.map(tenantView),
      ...(last === undefined ? {} : { next: last.id }),
    };
    return context.json(page);
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
}
