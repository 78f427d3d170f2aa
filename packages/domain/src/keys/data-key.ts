import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { type EpochMs, HOUR_MS } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { MAGIC, SUITE_HKDF_SHA256_AES_256_GCM as SUITE } from './associated-data.ts';
import { isWithin } from './is-within.ts';
import type { BranchKey } from './key-vault.ts';

/**
 * A branch key that the process holds. A KeyObject seals five times as fast as bytes do; Node overwrites its memory when
 * it is collected.
 */
export type HeldBranchKey = {
  readonly tenant: TenantId;
  readonly version: number;
  readonly secret: KeyObject;
  /** When the vault was asked for it. */
  readonly askedAt: EpochMs;
};

/** Seals the records of one tenant, branch key version and salt. */
export type DataKey = {
  readonly branch: HeldBranchKey;
  /** How each envelope under it begins, up to the IV. */
  readonly header: Buffer;
  readonly secret: KeyObject;
};

export const SALT_BYTES = 16;
/** magic (1) | suite (1) | key version (4) | salt (16) */
const HEADER_BYTES = 6 + SALT_BYTES;
const DATA_KEY_BYTES = 32;
/** How long a process may hold a branch key before it asks the vault again. */
export const BRANCH_KEY_MAX_AGE_MS = HOUR_MS;
const FORMAT = 'tributary/envelope/1\0';

/** Takes the bytes over: they are overwritten. */
export function holdBranchKey(
  { tenant, version, material }: BranchKey,
  askedAt: EpochMs,
): HeldBranchKey {
  return { tenant, version, secret: takeSecret(material), askedAt };
}

export function isUsable(branch: HeldBranchKey, now: EpochMs): boolean {
  return isWithin(now - branch.askedAt, BRANCH_KEY_MAX_AGE_MS);
}

/** Takes the bytes over: they are overwritten. */
export function takeSecret(material: Buffer): KeyObject {
  const secret = createSecretKey(material);
  material.fill(0);
  return secret;
}

/** HKDF-SHA256 of the branch key; the info ends with the tenant, so that no two contexts give the same bytes. */
export function deriveDataKey(branch: HeldBranchKey, salt: Buffer): DataKey {
  const info = Buffer.alloc(FORMAT.length + 5 + branch.tenant.length);
  info.write(FORMAT);
  info.writeUInt8(SUITE, FORMAT.length);
  info.writeUInt32BE(branch.version, FORMAT.length + 1);
  info.write(branch.tenant, FORMAT.length + 5);
  const derived = hkdfSync('sha256', branch.secret, salt, info, DATA_KEY_BYTES);
  // Not in Buffer's pool, of which each header would keep a slab of 8 KiB for as long as it lives.
  const header = Buffer.alloc(HEADER_BYTES);
  header.set([MAGIC, SUITE]);
  header.writeUInt32BE(branch.version, 2);
  header.set(salt, HEADER_BYTES - SALT_BYTES);
  return { branch, header, secret: takeSecret(Buffer.from(derived)) };
}
