import { PlatformError } from '@tributary/kernel';

/** No key and no tombstone: nobody knows why. Nothing may be skipped, for the key may come back. */
export class KeysMissing extends PlatformError {
  override readonly name = 'KeysMissing';
  readonly code = 'keys.missing';
  readonly remedy = 'call-operator';
  constructor(
    { tenant, version }: { tenant: string; version?: number | undefined },
    options?: ErrorOptions,
  ) {
    super(
      `Tenant "${tenant}" has no ${version === undefined ? 'keys' : `key of version ${version}`} and no tombstone says that it was destroyed`,
      version === undefined ? { tenant } : { tenant, version },
      options,
    );
  }
}

/** A tombstone says that the keys were destroyed on purpose. */
export class KeysShredded extends PlatformError {
  override readonly name = 'KeysShredded';
  readonly code = 'keys.shredded';
  readonly remedy = 'fix-request';
  constructor(tenant: string, options?: ErrorOptions) {
    super(`The keys of tenant "${tenant}" were destroyed`, { tenant }, options);
  }
}

/** Nothing is known: a change that was asked for may have been made. */
export class KeyVaultUnavailable extends PlatformError {
  override readonly name = 'KeyVaultUnavailable';
  readonly code = 'keys.vault-unavailable';
  readonly remedy = 'retry-later';
  constructor(doing: string, options?: ErrorOptions) {
    super(`The key vault did not answer: ${doing}`, { doing }, options);
  }
}

/** A sealer outlived its lease; nothing was sealed. The key ring gives a new one. */
export class SealerExpired extends PlatformError {
  override readonly name = 'SealerExpired';
  readonly code = 'keys.sealer-expired';
  readonly remedy = 'retry-later';
  constructor(tenant: string, options?: ErrorOptions) {
    super(`The sealer of tenant "${tenant}" is past its lease`, { tenant }, options);
  }
}

/** The context cannot be bound: another tenant's, a text over 65,535 bytes, or one that is no Unicode. */
export class EnvelopeContextInvalid extends PlatformError {
  override readonly name = 'EnvelopeContextInvalid';
  readonly code = 'envelope.context-invalid';
  readonly remedy = 'fix-request';
  constructor({ tenant, reason }: { tenant: string; reason: string }, options?: ErrorOptions) {
    super(`Nothing was sealed for tenant "${tenant}": ${reason}`, { tenant, reason }, options);
  }
}

/** The bytes are no envelope of version 1: they were never sealed, or were cut short. */
export class EnvelopeInvalid extends PlatformError {
  override readonly name = 'EnvelopeInvalid';
  readonly code = 'envelope.invalid';
  readonly remedy = 'fix-request';
  constructor(reason: string, options?: ErrorOptions) {
    super(`The bytes are no envelope: ${reason}`, { reason }, options);
  }
}

/**
 * A security event: the envelope was sealed for another tenant or identity, or was changed. Which of them cannot be known.
 */
export class EnvelopeRefused extends PlatformError {
  override readonly name = 'EnvelopeRefused';
  readonly code = 'envelope.refused';
  readonly remedy = 'call-operator';
  constructor({ tenant, version }: { tenant: string; version: number }, options?: ErrorOptions) {
    super(
      `The envelope does not open for tenant "${tenant}" with this identity`,
      { tenant, version },
      options,
    );
  }
}
