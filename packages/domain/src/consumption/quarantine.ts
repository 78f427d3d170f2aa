import type { EpochMs } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import type { LogRecord } from '../topics/index.ts';

/** A record that a consumer could not take, as it came: sealed where it was sealed. */
export type QuarantinedRecord = {
  readonly tenant: TenantId;
  readonly consumer: string;
  readonly record: LogRecord;
  /** The code of the error, or `consumer.parked` for a record that waits behind another of its aggregate. */
  readonly reason: string;
  readonly at: EpochMs;
};

export type QuarantineSummary = {
  /** Made by `quarantineId`. */
  readonly id: string;
  readonly consumer: string;
  readonly reason: string;
  readonly at: EpochMs;
};

export interface Quarantine {
  /** Twice equals once: consumer, topic, partition and offset name it. */
  put(record: QuarantinedRecord): Promise<void>;

  /** Which of these record keys have a record of the tenant in quarantine for the consumer. */
  blocked(
    tenant: TenantId,
    consumer: string,
    recordKeys: readonly string[],
  ): Promise<ReadonlySet<string>>;

  /** In order of arrival. */
  list(tenant: TenantId): Promise<readonly QuarantineSummary[]>;

  /** @returns `undefined` when there is no such record of this tenant. */
  find(tenant: TenantId, id: string): Promise<QuarantinedRecord | undefined>;

  /** Twice equals once. */
  remove(tenant: TenantId, id: string): Promise<void>;

  /** Deletes all records of the tenant; how many that were. */
  removeTenant(tenant: TenantId): Promise<number>;
}
