import type { TenantId } from '../tenancy/index.ts';
import type { PolicyDocument } from './policy.ts';

/** The policies of a tenant's role: one for each cluster on which it has topics of its own. */
export type TenantAccess = {
  readonly tenant: TenantId;
  readonly policies: readonly PolicyDocument[];
};

/** The roles of tenants. A pool tenant has none. */
export interface AccessControl {
  /**
   * Gives the tenant exactly these policies in place of those it had; twice equals once. `find` and `list` show it at once;
   * it holds on the clusters within the adapter's stated bound (IAM: usually under a minute).
   */
  grant(access: TenantAccess): Promise<void>;

  /** The tenant's role is gone; twice equals once. It stops to hold within the same bound. */
  revoke(tenant: TenantId): Promise<void>;

  find(tenant: TenantId): Promise<TenantAccess | undefined>;

  /** In order of tenant. */
  list(): Promise<readonly TenantAccess[]>;
}
