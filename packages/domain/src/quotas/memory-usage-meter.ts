import type { TenantId } from '../tenancy/index.ts';
import { NO_USAGE, type Usage, type UsageMeter } from './usage-meter.ts';

/** A meter that forgets with its process, for tests. */
export class MemoryUsageMeter implements UsageMeter {
  readonly #counts = new Map<TenantId, Usage>();

  async add(tenant: TenantId, { events, bytes }: Usage): Promise<void> {
    const before = this.#counts.get(tenant) ?? NO_USAGE;
    this.#counts.set(tenant, { events: before.events + events, bytes: before.bytes + bytes });
  }

  async usage(tenant: TenantId): Promise<Usage> {
    return this.#counts.get(tenant) ?? NO_USAGE;
  }

  async remove(tenant: TenantId): Promise<void> {
    this.#counts.delete(tenant);
  }
}
