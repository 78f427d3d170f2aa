import {
  type Operation,
  type OperationId,
  type OperationKind,
  type Tenant,
  TenantBusy,
  type TenantRegistry,
  TenantUnknown,
} from '@tributary/domain/tenancy';
import type { EpochMs } from '@tributary/kernel';
import { hasEnded, operationOf } from './operation-of.ts';
import { isSameRequest, type OperationRequest } from './request-digest.ts';
import type { Ruling } from './reserve-operation.ts';

/** @throws {TenantUnknown} */
export function known(tenant: Tenant | undefined, request: OperationRequest): Tenant {
  if (tenant === undefined) {
    throw new TenantUnknown(request.tenant);
  }
  return tenant;
}

/** The operation that holds the tenant and has not ended. */
export async function holderOf(
  registry: TenantRegistry,
  tenant: Tenant,
): Promise<Operation | undefined> {
  const holder = tenant.operation && (await operationOf(registry, tenant.operation));
  return holder === undefined || hasEnded(holder) ? undefined : holder;
}

/**
 * The operation that runs on the tenant, if it is what was asked for; `undefined` where none runs.
 *
 * @throws {TenantBusy} another one runs.
 */
export async function runningFor(
  registry: TenantRegistry,
  tenant: Tenant,
  request: OperationRequest,
): Promise<Ruling | undefined> {
  const holder = await holderOf(registry, tenant);
  if (holder === undefined) {
    return undefined;
  }
  if (!isSameRequest(holder, request)) {
    throw new TenantBusy({ tenant: tenant.id, operation: holder.id });
  }
  return { kind: 'answered', operation: holder };
}

/** The last operation of these kinds, if it did just what was asked for: asking twice equals asking once. */
export async function doneAlready(
  registry: TenantRegistry,
  request: OperationRequest,
  kinds: readonly OperationKind[],
): Promise<Ruling | undefined> {
  const operations = await registry.operationsOf(request.tenant);
  const last = operations.find(({ kind, state }) => kinds.includes(kind) && state === 'succeeded');
  return last !== undefined && isSameRequest(last, request)
    ? { kind: 'answered', operation: last }
    : undefined;
}

/** The tenant as it is once `operation` holds it. */
export function heldBy(tenant: Tenant, operation: OperationId, now: EpochMs): Tenant {
  return { ...tenant, operation, changedAt: now, version: tenant.version + 1 };
}
