import type { EpochMs } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';

/** Data keys are derived from it; it never leaves the process. */
export type BranchKey = {
  readonly tenant: TenantId;
  /** From 1, rising, at most 4,294,967,295; a number is never given to other material. */
  readonly version: number;
  /** 32 bytes. The receiver's own copy, which it overwrites when done. */
  readonly material: Buffer;
};

/** Every key of the tenant is gone, for good: none can be made again. */
export type TenantTombstone = {
  readonly kind: 'tenant';
  readonly tenant: TenantId;
  readonly destroyedAt: EpochMs;
  /** Place in the shred feed, from 1. */
  readonly sequence: number;
};

/** The versions up to `through`, of a tenant that had not become active, are gone; later ones may be made. */
export type VersionsTombstone = {
  readonly kind: 'versions';
  readonly tenant: TenantId;
  readonly through: number;
  readonly destroyedAt: EpochMs;
  readonly sequence: number;
};

export type Tombstone = TenantTombstone | VersionsTombstone;

export type KeyStatus =
  | { readonly kind: 'present'; readonly versions: readonly number[] }
  | { readonly kind: 'destroyed'; readonly tombstone: TenantTombstone }
  | { readonly kind: 'absent' };

/**
 * Where the tenants' keys are kept. Every read sees every change that was resolved before it began. Any call may
 * throw {KeyVaultUnavailable}: then nothing is known about a change.
 */
export interface KeyVault {
  /**
   * Makes a branch key and a routing key, both random. Twice equals once: a tenant that has keys keeps them. The first
   * version is 1; after a `discard` it is the next that was never used.
   *
   * @throws {KeysShredded} the tenant's keys were destroyed.
   */
  create(tenant: TenantId): Promise<void>;

  /**
   * Makes the next version of the branch key and resolves with its number. Older versions stay, to read what they
   * sealed; the routing key stays as it is.
   *
   * @throws {KeysMissing}
   * @throws {KeysShredded}
   */
  rotate(tenant: TenantId): Promise<number>;

  /**
   * @throws {KeysMissing} there is no such version, and no tombstone for it.
   * @throws {KeysShredded} a tombstone covers that version; the shred feed has it already.
   */
  branchKey(tenant: TenantId, version: number | 'current'): Promise<BranchKey>;

  /**
   * 32 bytes, for the HMAC of aggregate ids; the receiver's own copy. Never rotated, or order would break.
   *
   * @throws {KeysMissing}
   * @throws {KeysShredded} the tenant's keys were destroyed.
   */
  routingKey(tenant: TenantId): Promise<Buffer>;

  /**
   * Deletes every version and the routing key, and writes the tombstone, in one transaction. Twice equals once: the
   * first tombstone stands. A tenant that has no keys gets one too, so that none can be made later.
   */
  destroy(tenant: TenantId, at: EpochMs): Promise<TenantTombstone>;

  /**
   * Undoes `create` for a tenant that never became active, whose id may be onboarded again: deletes every version and
   * the routing key and writes a tombstone for these versions only, in one transaction. What a readiness probe sealed
   * under them is then known as shredded, and stalls nobody. Twice equals once. Does nothing where there are no keys.
   */
  discard(tenant: TenantId, at: EpochMs): Promise<void>;

  status(tenant: TenantId): Promise<KeyStatus>;

  /**
   * The tombstones with a sequence above `after`, in rising order; 0 gives all. Once a sequence has been seen, none
   * below it appears later.
   */
  shredFeed(after: number): Promise<readonly Tombstone[]>;
}
