import type { Caller } from '@tributary/domain/access';
import { OperationUnknown, operationId } from '@tributary/domain/tenancy';
import type { Hono } from 'hono';
import type { ApiPorts } from '../api-ports.ts';
import { type Env, refuseOtherMethods } from '../http.ts';
import { operationView } from '../views.ts';

export function operationRoutes(app: Hono<Env>, { registry }: ApiPorts): void {
  app.get('/operations/:id', async (context) => {
    const id = operationId(context.req.param('id'));
    const operation = await registry.operation(id);
    if (operation === undefined || !maySee(context.get('caller'), operation.tenant)) {
      throw new OperationUnknown(id);
    }
    return context.json(operationView(operation));
  });
  refuseOtherMethods(app, '/operations/:id', ['GET']);
}

/** To another tenant the operation does not exist. */
function maySee(caller: Caller, tenant: string): boolean {
  return (
    caller.kind === 'operator' ||
    (caller.tenant === tenant && caller.scopes.includes('tenant:read'))
  );
}
