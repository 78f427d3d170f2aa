import type { TenantId } from '../tenancy/index.ts';
import { Forbidden } from './errors.ts';

export const SCOPES = ['events:write', 'events:read', 'replays:write', 'tenant:read'] as const;

export type Scope = (typeof SCOPES)[number];

/** Who calls the API, as its token says. */
export type Caller =
  | { readonly kind: 'operator' }
  | { readonly kind: 'tenant'; readonly tenant: TenantId; readonly scopes: readonly Scope[] };

/** @throws {Forbidden} */
export function assertOperator(caller: Caller): void {
  if (caller.kind !== 'operator') {
    throw new Forbidden({ needs: 'operator' });
  }
}

/**
 * An operator may everything. A tenant's token opens its own tenant within its scopes; the refusal does not tell whether
 * another tenant exists, nor whether tenant or scope was wrong.
 *
 * @throws {Forbidden}
 */
export function assertMay(caller: Caller, tenant: TenantId, scope: Scope): void {
  if (caller.kind === 'operator') {
    return;
  }
  if (caller.tenant !== tenant || !caller.scopes.includes(scope)) {
    throw new Forbidden({ needs: scope });
  }
}
