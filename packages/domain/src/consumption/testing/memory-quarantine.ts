import type { TenantId } from '../../tenancy/index.ts';
import type { Quarantine, QuarantinedRecord, QuarantineSummary } from '../quarantine.ts';
import { quarantineId } from '../quarantine-id.ts';

/** A quarantine for tests: it forgets everything with the process. */
export class MemoryQuarantine implements Quarantine {
  readonly #tenants = new Map<TenantId, Map<string, QuarantinedRecord>>();

  async put(record: QuarantinedRecord): Promise<void> {
    const records = this.#of(record.tenant);
    this.#tenants.set(record.tenant, records);
    if (!records.has(idOf(record))) {
      records.set(idOf(record), record);
    }
  }

  async blocked(
    tenant: TenantId,
    consumer: string,
    recordKeys: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const held = new Set(
      [...this.#of(tenant).values()]
        .filter((record) => record.consumer === consumer)
        .map(({ record }) => Buffer.from(record.key).toString()),
    );
    return new Set(recordKeys.filter((key) => held.has(key)));
  }

  async list(tenant: TenantId): Promise<readonly QuarantineSummary[]> {
    return [...this.#of(tenant)].map(([id, { consumer, reason, at }]) => ({
      id,
      consumer,
      reason,
      at,
    }));
  }

  async find(tenant: TenantId, id: string): Promise<QuarantinedRecord | undefined> {
    return this.#of(tenant).get(id);
  }

  async remove(tenant: TenantId, id: string): Promise<void> {
    this.#of(tenant).delete(id);
  }

  async removeTenant(tenant: TenantId): Promise<number> {
    const { size } = this.#of(tenant);
    this.#tenants.delete(tenant);
    return size;
  }

  #of(tenant: TenantId): Map<string, QuarantinedRecord> {
    return this.#tenants.get(tenant) ?? new Map();
  }
}

function idOf({ consumer, record }: QuarantinedRecord): string {
  return quarantineId(consumer, record);
}
