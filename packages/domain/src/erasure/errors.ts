import { PlatformError } from '@tributary/kernel';

/** `confirm` must repeat the tenant's id, so that no erasure is a slip of the finger. */
export class ErasureNotConfirmed extends PlatformError {
  override readonly name = 'ErasureNotConfirmed';
  readonly code = 'erasure.not-confirmed';
  readonly remedy = 'fix-request';
  constructor(tenant: string, options?: ErrorOptions) {
    super(
      `Nothing was erased: repeat the tenant's id "${tenant}" in "confirm"`,
      { tenant },
      options,
    );
  }
}

export class ErasureBasisInvalid extends PlatformError {
  override readonly name = 'ErasureBasisInvalid';
  readonly code = 'erasure.basis-invalid';
  readonly remedy = 'fix-request';
  constructor({ maxLength }: { maxLength: number }, options?: ErrorOptions) {
    super(
      `Say on what basis the tenant is erased, in 1 to ${maxLength} printable characters without personal data; the certificate shows it`,
      { maxLength },
      options,
    );
  }
}

/** The scan after an erasure found what should be gone. Nothing is certified while it is there. */
export class ResidueFound extends PlatformError {
  override readonly name = 'ResidueFound';
  readonly code = 'erasure.residue-found';
  readonly remedy = 'call-operator';
  constructor(
    { tenant, residue }: { tenant: string; residue: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `Of tenant "${tenant}" there is still ${residue.join(', ')}; remove it, then start the operation again`,
      { tenant, residue },
      options,
    );
  }
}
