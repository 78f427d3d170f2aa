import {
  ConcurrentChange,
  IdempotencyKeyReused,
  type IdempotencyRecord,
  type Operation,
  type OperationId,
  operationId,
  type Tenant,
} from '@tributary/domain/tenancy';
import { DAY_MS, type JsonObject } from '@tributary/kernel';
import type { ProvisioningPorts } from '../ports.ts';
import { sagaOf } from '../sagas.ts';
import { operationOf } from './operation-of.ts';
import { type OperationRequest, requestDigest } from './request-digest.ts';

/** `idempotencyKey` is of one caller: the caller's name is part of it. */
export type RequestOptions = { readonly idempotencyKey?: string | undefined };

/** How long an Idempotency-Key is remembered. */
export const IDEMPOTENCY_LIFETIME_MS = DAY_MS;

/** What the tenant's state makes of a request: the operation that answers it already, or a new one with the tenant as it then is. */
export type Ruling =
  | { readonly kind: 'answered'; readonly operation: Operation }
  | { readonly kind: 'begin'; readonly tenant: Tenant; readonly notes?: JsonObject };

export type Rule = (tenant: Tenant | undefined, operation: OperationId) => Promise<Ruling>;

const MAX_ATTEMPTS = 20;

/**
 * Writes a new operation together with the tenant that it holds, or resolves with the one that answers the request already.
 * `rule` is asked again when somebody else changed the tenant in the meantime.
 *
 * @throws {IdempotencyKeyReused}
 * @throws {ConcurrentChange} others were faster each time; nothing was written.
 */
export async function reserveOperation(
  ports: ProvisioningPorts,
  request: OperationRequest,
  { idempotencyKey }: RequestOptions,
  rule: Rule,
): Promise<Operation> {
  const id = operationId(ports.newId());
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (
        (await recalled(ports, request, idempotencyKey)) ??
        (await reserve(ports, request, { id, idempotencyKey }, rule))
      );
    } catch (error) {
      if (!(error instanceof ConcurrentChange) || attempt === MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
}

async function recalled(
  { registry, clock }: ProvisioningPorts,
  request: OperationRequest,
  key: string | undefined,
): Promise<Operation | undefined> {
  const record = key === undefined ? undefined : await registry.recall(key, clock.now());
  if (record === undefined) {
    return undefined;
  }
  if (record.digest !== requestDigest(request)) {
    throw new IdempotencyKeyReused();
  }
  return operationOf(registry, record.operation);
}

async function reserve(
  ports: ProvisioningPorts,
  request: OperationRequest,
  { id, idempotencyKey }: { readonly id: OperationId; readonly idempotencyKey: string | undefined },
  rule: Rule,
): Promise<Operation> {
  const ruling = await rule(await ports.registry.find(request.tenant), id);
  const operation =
    ruling.kind === 'answered'
      ? ruling.operation
      : newOperation(id, request, ports.clock.now(), ruling.notes);
  const remembered = remember(ports, request, idempotencyKey, operation.id);
  if (ruling.kind === 'begin') {
    await ports.registry.write({ tenant: ruling.tenant, operation, ...remembered });
  } else if (remembered.idempotency !== undefined) {
    await ports.registry.write(remembered);
  }
  return operation;
}

function remember(
  { clock }: ProvisioningPorts,
  request: OperationRequest,
  key: string | undefined,
  operation: OperationId,
): { readonly idempotency?: IdempotencyRecord } {
  if (key === undefined) {
    return {};
  }
  const digest = requestDigest(request);
  return {
    idempotency: { key, digest, operation, expiresAt: clock.now() + IDEMPOTENCY_LIFETIME_MS },
  };
}

function newOperation(
  id: OperationId,
  { kind, tenant, input }: OperationRequest,
  now: number,
  notes: JsonObject = {},
): Operation {
  return {
    id,
    kind,
    tenant,
    state: 'running',
    input,
    steps: sagaOf(kind).steps.map(({ name }) => ({ name, outcome: 'pending', attempts: 0 })),
    notes,
    cancelRequested: false,
    startedAt: now,
    version: 1,
  };
}
