import type { EpochMs } from '@tributary/kernel';
import type { Operation, OperationId } from './operation.ts';
import type { Tenant } from './tenant.ts';
import type { TenantId } from './tenant-id.ts';

/** A request that came with an Idempotency-Key; forgotten after `expiresAt`. */
export type IdempotencyRecord = {
  /** Of one caller: the caller's name is part of it. */
  readonly key: string;
  /** SHA-256 of the request. */
  readonly digest: string;
  readonly operation: OperationId;
  readonly expiresAt: EpochMs;
};

/** A record is written over the version before its own; version 1 is written where there was none. */
export type RegistryChange = {
  readonly tenant?: Tenant;
  readonly operation?: Operation;
  readonly idempotency?: IdempotencyRecord;
};

/** Tenants and their operations. Reads are strongly consistent. */
export interface TenantRegistry {
  find(id: TenantId): Promise<Tenant | undefined>;

  /** In order of id, at most `limit` (1 to 1,000), after `after`. */
  list(page: { readonly after?: TenantId; readonly limit: number }): Promise<readonly Tenant[]>;

  operation(id: OperationId): Promise<Operation | undefined>;

  /** The operations that are `running`, `undoing` or `stuck`, oldest first. */
  unfinished(): Promise<readonly Operation[]>;

  /** The operations of a tenant, newest first. */
  operationsOf(tenant: TenantId): Promise<readonly Operation[]>;

  /** `undefined` when the key is unknown or has expired at `now`. */
  recall(key: string, now: EpochMs): Promise<IdempotencyRecord | undefined>;

  /**
   * Writes all of the change or nothing.
   *
   * @throws {ConcurrentChange} a record was not at the version before, or the idempotency key is taken and has not expired.
   */
  write(change: RegistryChange): Promise<void>;
}
