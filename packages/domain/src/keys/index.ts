export type { EnvelopeContext } from './associated-data.ts';
export { BRANCH_KEY_MAX_AGE_MS } from './data-key.ts';
export { ENVELOPE_OVERHEAD_BYTES } from './envelope.ts';
export {
  EnvelopeContextInvalid,
  EnvelopeInvalid,
  EnvelopeRefused,
  KeysMissing,
  KeysShredded,
  KeyVaultUnavailable,
  SealerExpired,
} from './errors.ts';
export {
  KeyRing,
  type KeyRingLimits,
  type Opened,
  type Sealer,
  SHRED_REACH_MS,
} from './key-ring.ts';
export type {
  BranchKey,
  KeyStatus,
  KeyVault,
  TenantTombstone,
  Tombstone,
  VersionsTombstone,
} from './key-vault.ts';
