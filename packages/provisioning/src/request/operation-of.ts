import {
  type Operation,
  type OperationId,
  OperationUnknown,
  type TenantRegistry,
} from '@tributary/domain/tenancy';

/** @throws {OperationUnknown} */
export async function operationOf(registry: TenantRegistry, id: OperationId): Promise<Operation> {
  const operation = await registry.operation(id);
  if (operation === undefined) {
    throw new OperationUnknown(id);
  }
  return operation;
}

export function hasEnded({ state }: Pick<Operation, 'state'>): boolean {
  return state === 'succeeded' || state === 'undone';
}
