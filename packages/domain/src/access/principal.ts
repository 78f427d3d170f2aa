import type { TenantId } from '../tenancy/index.ts';
import type { StreamName } from '../topics/index.ts';

/** Who acts on a cluster. What each may do is `policyOf`; why, `reasonOf`. */
export type Principal =
  | { readonly kind: 'tenant'; readonly tenant: TenantId }
  | { readonly kind: 'dedicated-consumer'; readonly tenant: TenantId }
  | { readonly kind: 'shared-consumer'; readonly stream: StreamName }
  | { readonly kind: 'replayer'; readonly stream: StreamName }
  | { readonly kind: 'publisher'; readonly streams: readonly [StreamName, ...StreamName[]] }
  | { readonly kind: 'control-publisher' }
  | { readonly kind: 'provisioner' }
  | { readonly kind: 'access-admin' }
  | { readonly kind: 'subscriber' }
  | { readonly kind: 'eraser' }
  | { readonly kind: 'operator' };

export type PrincipalKind = Principal['kind'];

/** One text for one principal: `tenant:acme`, `publisher:identity,orders`, `eraser`. */
export function principalName(principal: Principal): string {
  switch (principal.kind) {
    case 'tenant':
    case 'dedicated-consumer':
      return `${principal.kind}:${principal.tenant}`;
    case 'shared-consumer':
    case 'replayer':
      return `${principal.kind}:${principal.stream}`;
    case 'publisher':
      return `publisher:${[...new Set(principal.streams)].toSorted().join(',')}`;
    case 'control-publisher':
    case 'provisioner':
    case 'access-admin':
    case 'subscriber':
    case 'eraser':
    case 'operator':
      return principal.kind;
  }
}
