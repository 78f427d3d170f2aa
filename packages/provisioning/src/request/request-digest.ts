import { createHash } from 'node:crypto';
import type { OperationKind, TenantId } from '@tributary/domain/tenancy';
import { canonicalJson, type JsonObject } from '@tributary/kernel';

/** What is asked of a tenant, parsed; the same request has the same digest. */
export type OperationRequest = {
  readonly kind: OperationKind;
  readonly tenant: TenantId;
  readonly input: JsonObject;
};

/** SHA-256 in hexadecimal. */
export function requestDigest({ kind, tenant, input }: OperationRequest): string {
  return createHash('sha256').update(canonicalJson({ kind, tenant, input })).digest('hex');
}

export function isSameRequest(one: OperationRequest, other: OperationRequest): boolean {
  return requestDigest(one) === requestDigest(other);
}
