import { PlatformError } from '@tributary/kernel';

export class TenantIdInvalid extends PlatformError {
  override readonly name = 'TenantIdInvalid';
  readonly code = 'tenant.id-invalid';
  readonly remedy = 'fix-request';
  constructor({ rule }: { rule: string }, options?: ErrorOptions) {
    super(
      `A tenant id is 3 to 32 characters of a-z, 0-9 and "-", starts with a letter and ends with a letter or digit; this one ${rule}`,
      { rule },
      options,
    );
  }
}

export class TenantIdReserved extends PlatformError {
  override readonly name = 'TenantIdReserved';
  readonly code = 'tenant.id-reserved';
  readonly remedy = 'fix-request';
  constructor(id: string, options?: ErrorOptions) {
    super(`"${id}" is a reserved word; choose another tenant id`, { tenant: id }, options);
  }
}

export class TenantUnknown extends PlatformError {
  override readonly name = 'TenantUnknown';
  readonly code = 'tenant.unknown';
  readonly remedy = 'fix-request';
  constructor(id: string, options?: ErrorOptions) {
    super(`There is no tenant "${id}"; onboard it first`, { tenant: id }, options);
  }
}

/** The id is taken by a tenant that was onboarded with another request. */
export class TenantExists extends PlatformError {
  override readonly name = 'TenantExists';
  readonly code = 'tenant.exists';
  readonly remedy = 'fix-request';
  constructor(id: string, options?: ErrorOptions) {
    super(
      `Tenant "${id}" was onboarded with another request; choose another id`,
      { tenant: id },
      options,
    );
  }
}

/** An id is never used twice. */
export class TenantErased extends PlatformError {
  override readonly name = 'TenantErased';
  readonly code = 'tenant.erased';
  readonly remedy = 'fix-request';
  constructor(id: string, options?: ErrorOptions) {
    super(
      `Tenant "${id}" was erased; an id is never used twice, choose another`,
      { tenant: id },
      options,
    );
  }
}

export class TenantSuspended extends PlatformError {
  override readonly name = 'TenantSuspended';
  readonly code = 'tenant.suspended';
  readonly remedy = 'call-operator';
  constructor(id: string, options?: ErrorOptions) {
    super(
      `Tenant "${id}" is suspended; it takes events again once an operator resumes it`,
      { tenant: id },
      options,
    );
  }
}

export class TenantErasing extends PlatformError {
  override readonly name = 'TenantErasing';
  readonly code = 'tenant.erasing';
  readonly remedy = 'fix-request';
  constructor(id: string, options?: ErrorOptions) {
    super(`Tenant "${id}" is being erased; it takes nothing any more`, { tenant: id }, options);
  }
}

/** The tenant exists but is not in a state in which it takes what was asked. */
export class TenantNotReady extends PlatformError {
  override readonly name = 'TenantNotReady';
  readonly code = 'tenant.not-ready';
  readonly remedy = 'retry-later';
  constructor({ tenant, state }: { tenant: string; state: string }, options?: ErrorOptions) {
    super(
      `Tenant "${tenant}" is ${state}; ask again when its operation has ended`,
      { tenant, state },
      options,
    );
  }
}

/** The tenant's state does not lead where the request wants to go, and waiting will not change that. */
export class TenantStateRefused extends PlatformError {
  override readonly name = 'TenantStateRefused';
  readonly code = 'tenant.state-refused';
  readonly remedy = 'fix-request';
  constructor(
    { tenant, state, asked }: { tenant: string; state: string; asked: string },
    options?: ErrorOptions,
  ) {
    super(
      `Tenant "${tenant}" is ${state}: it cannot be ${asked}`,
      { tenant, state, asked },
      options,
    );
  }
}

/** One operation at a time per tenant; `operation` is the one that runs. */
export class TenantBusy extends PlatformError {
  override readonly name = 'TenantBusy';
  readonly code = 'tenant.busy';
  readonly remedy = 'retry-later';
  constructor(
    { tenant, operation }: { tenant: string; operation: string },
    options?: ErrorOptions,
  ) {
    super(
      `Operation ${operation} is running on tenant "${tenant}"; ask again when it has ended`,
      { tenant, operation },
      options,
    );
  }
}

export class OperationUnknown extends PlatformError {
  override readonly name = 'OperationUnknown';
  readonly code = 'operation.unknown';
  readonly remedy = 'fix-request';
  constructor(id: string, options?: ErrorOptions) {
    super('There is no operation with this id', { operation: id.slice(0, 64) }, options);
  }
}

/** The operation is past the point from which it only goes forward, or has ended. */
export class OperationNotCancellable extends PlatformError {
  override readonly name = 'OperationNotCancellable';
  readonly code = 'operation.not-cancellable';
  readonly remedy = 'fix-request';
  constructor(id: string, options?: ErrorOptions) {
    super(`Operation ${id} is past the point where it can be given up`, { operation: id }, options);
  }
}

/** The record was changed by somebody else since it was read; read it again and decide again. */
export class ConcurrentChange extends PlatformError {
  override readonly name = 'ConcurrentChange';
  readonly code = 'registry.concurrent-change';
  readonly remedy = 'retry-later';
  constructor({ record }: { record: string }, options?: ErrorOptions) {
    super(`${record} was changed by somebody else in the meantime`, { record }, options);
  }
}

/** The same Idempotency-Key came with another request. */
export class IdempotencyKeyReused extends PlatformError {
  override readonly name = 'IdempotencyKeyReused';
  readonly code = 'request.idempotency-key-reused';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super('This Idempotency-Key came with another request before; use a new key', {}, options);
  }
}
