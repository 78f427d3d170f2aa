import type { TenantId } from '../tenancy/index.ts';
import { accessControlContract } from './access-control.contract.ts';
import type { AccessControl, TenantAccess } from './access-control.ts';

class MemoryAccessControl implements AccessControl {
  readonly #granted = new Map<TenantId, TenantAccess>();

  async grant(access: TenantAccess): Promise<void> {
    this.#granted.set(access.tenant, access);
  }

  async revoke(tenant: TenantId): Promise<void> {
    this.#granted.delete(tenant);
  }

  async find(tenant: TenantId): Promise<TenantAccess | undefined> {
    return this.#granted.get(tenant);
  }

  async list(): Promise<readonly TenantAccess[]> {
    return [...this.#granted.values()].toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1));
  }
}

accessControlContract(async () => new MemoryAccessControl());
