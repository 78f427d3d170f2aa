import type { TenantId } from '../tenancy/index.ts';
import type { ClientQuota, ClientQuotas } from './client-quotas.ts';

/** For tests and for logs that have no brokers: it remembers, and slows nobody down. */
export class MemoryClientQuotas implements ClientQuotas {
  readonly #quotas = new Map<TenantId, ClientQuota>();

  async set(tenant: TenantId, quota: ClientQuota): Promise<void> {
    this.#quotas.set(tenant, quota);
  }

  async remove(tenant: TenantId): Promise<void> {
    this.#quotas.delete(tenant);
  }

  async find(tenant: TenantId): Promise<ClientQuota | undefined> {
    return this.#quotas.get(tenant);
  }
}
