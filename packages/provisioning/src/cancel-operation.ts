import {
  ConcurrentChange,
  type Operation,
  type OperationId,
  OperationNotCancellable,
  type TenantRegistry,
} from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from './ports.ts';
import { operationOf } from './request/operation-of.ts';
import { isPastPivot } from './sagas.ts';

const MAX_ATTEMPTS = 20;

/**
 * Asks a running operation to give up; it is undone at its next step. Twice equals once.
 *
 * @throws {OperationUnknown}
 * @throws {OperationNotCancellable} it only goes forward by now, or has succeeded.
 */
export async function cancelOperation(
  { registry }: ProvisioningPorts,
  id: OperationId,
): Promise<Operation> {
  const operation = await requestCancel(registry, await operationOf(registry, id));
  if (operation.state === 'succeeded' || isPastPivot(operation)) {
    throw new OperationNotCancellable(id);
  }
  return operation;
}

/**
 * Leaves an operation alone that has ended, is being undone, or only goes forward by now; resolves with it as it is.
 *
 * @throws {ConcurrentChange} its engine was faster each time.
 */
export async function requestCancel(
  registry: TenantRegistry,
  operation: Operation,
): Promise<Operation> {
  let current = operation;
  for (let attempt = 1; ; attempt += 1) {
    if (current.state !== 'running' || current.cancelRequested || isPastPivot(current)) {
      return current;
    }
    const asked = { ...current, cancelRequested: true, version: current.version + 1 };
    try {
      await registry.write({ operation: asked });
      return asked;
    } catch (error) {
      if (!(error instanceof ConcurrentChange) || attempt === MAX_ATTEMPTS) {
        throw error;
      }
      current = await operationOf(registry, operation.id);
    }
  }
}
