import type { Operation } from '@tributary/domain/tenancy';
import type { ApiPorts } from './api-ports.ts';
import type { ApiContext } from './http.ts';
import { operationView } from './views.ts';

/** 202 with the operation and its address; it is handed to whatever runs sagas, also when the request came before. */
export async function accepted(
  { starter }: ApiPorts,
  context: ApiContext,
  operation: Operation,
): Promise<Response> {
  if (operation.state === 'running' || operation.state === 'undoing') {
    await starter.start(operation.id);
  }
  context.header('location', `/operations/${operation.id}`);
  return context.json(operationView(operation), 202);
}
