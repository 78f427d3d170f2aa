export {
  EnvelopeContextInvalid,
  EnvelopeInvalid,
  EnvelopeRefused,
  KeysMissing,
  KeysShredded,
  KeyVaultUnavailable,
  SealerExpired,
} from './errors.ts';
export type {
  BranchKey,
  KeyStatus,
  KeyVault,
  TenantTombstone,
  Tombstone,
  VersionsTombstone,
} from './key-vault.ts';
