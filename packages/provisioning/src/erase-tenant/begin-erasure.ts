import { ErasureNotConfirmed, erasureBasis } from '@tributary/domain/erasure';
import {
  type Operation,
  type Tenant,
  TenantBusy,
  TenantErased,
  type TenantId,
} from '@tributary/domain/tenancy';
import { requestCancel } from '../cancel-operation.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { doneAlready, heldBy, holderOf, known } from '../request/held-tenant.ts';
import { isSameRequest, type OperationRequest } from '../request/request-digest.ts';
import { type RequestOptions, reserveOperation } from '../request/reserve-operation.ts';
import { scheduled } from './scheduled.ts';

export type Erasure = RequestOptions & {
  readonly tenant: TenantId;
  /** The tenant's id once more. */
  readonly confirm: unknown;
  /** Why, for the certificate. */
  readonly basis: unknown;
  /** Gives up what runs on the tenant first: an onboarding is compensated, a replay ends. */
  readonly cancel?: boolean | undefined;
};

/**
 * Reserves the operation; the tenant takes no more events from now on, or, where another operation is given up first, from its end.
 *
 * @throws {ErasureNotConfirmed}
 * @throws {ErasureBasisInvalid}
 * @throws {TenantUnknown}
 * @throws {TenantBusy} another operation runs and `cancel` was not asked for, or it is stuck.
 * @throws {TenantErased} by another request.
 * @throws {IdempotencyKeyReused}
 */
export async function beginErasure(
  ports: ProvisioningPorts,
  { tenant: id, confirm, basis, cancel = false, ...options }: Erasure,
): Promise<Operation> {
  if (confirm !== id) {
    throw new ErasureNotConfirmed(id);
  }
  const request = { kind: 'erase', tenant: id, input: { basis: erasureBasis(basis) } } as const;
  const { registry, clock } = ports;
  return reserveOperation(ports, request, options, async (found, operation) => {
    const tenant = known(found, request);
    if (tenant.state === 'unreadable' || tenant.state === 'erased') {
      return erasedBy(ports, tenant, request);
    }
    const held = heldBy(tenant, operation, clock.now());
    const holder = await holderOf(registry, tenant);
    if (holder === undefined) {
      const { notes, tenant: patch } = scheduled(tenant, clock.now());
      return { kind: 'begin', tenant: { ...held, ...patch }, notes };
    }
    if (isSameRequest(holder, request)) {
      return { kind: 'answered', operation: holder };
    }
    if (!cancel || holder.kind === 'erase' || holder.state === 'stuck') {
      throw new TenantBusy({ tenant: id, operation: holder.id });
    }
    await requestCancel(registry, holder);
    return { kind: 'begin', tenant: held, notes: { cancels: holder.id } };
  });
}

/** @throws {TenantErased} by another request. */
async function erasedBy(
  { registry }: ProvisioningPorts,
  tenant: Tenant,
  request: OperationRequest,
) {
  const holder = await holderOf(registry, tenant);
  if (holder !== undefined && isSameRequest(holder, request)) {
    return { kind: 'answered', operation: holder } as const;
  }
  const done = await doneAlready(registry, request, ['erase']);
  if (done === undefined) {
    throw new TenantErased(tenant.id);
  }
  return done;
}
