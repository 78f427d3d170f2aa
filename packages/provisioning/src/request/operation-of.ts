import {
  type Operation,
  type OperationId,
  OperationUnknown,
  type Tenant,
  type TenantRegistry,
  TenantUnknown,
} from '@tributary/domain/tenancy';

/** @throws {OperationUnknown} */
export async function operationOf(registry: TenantRegistry, id: OperationId): Promise<Operation> {
  const operation = await registry.operation(id);
  if (operation === undefined) {
    throw new OperationUnknown(id);
  }
  return operation;
}

/** @throws {TenantUnknown} */
export async function tenantOf(
  registry: TenantRegistry,
  operation: Pick<Operation, 'tenant'>,
): Promise<Tenant> {
  const tenant = await registry.find(operation.tenant);
  if (tenant === undefined) {
    throw new TenantUnknown(operation.tenant);
  }
  return tenant;
}

export function hasEnded({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'succeeded' || state === 'undone';
}
