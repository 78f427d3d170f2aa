import type { TenantId } from '../tenancy/index.ts';

/** What one tenant's own identity may ask of one broker; whole numbers above 0. */
export type ClientQuota = {
  readonly produceBytesPerSecond: number;
  readonly consumeBytesPerSecond: number;
  /** Of the time of one thread: with 8 threads a broker has 800. */
  readonly requestPercentage: number;
};

/** The broker's own limits on the tenants of one cluster. Whoever is above them is answered late, and nothing is lost. */
export interface ClientQuotas {
  /**
   * In place of what was set before; twice equals once.
   *
   * @throws {ClusterUnavailable} nothing is known: it may have been set.
   */
  set(tenant: TenantId, quota: ClientQuota): Promise<void>;

  /**
   * The tenant has none of its own any more; twice equals once.
   *
   * @throws {ClusterUnavailable} nothing is known: they may be gone.
   */
  remove(tenant: TenantId): Promise<void>;

  /** @throws {ClusterUnavailable} */
  find(tenant: TenantId): Promise<ClientQuota | undefined>;
}
