import { type ErrorCode, PlatformError, type Remedy } from '@tributary/kernel';

/** The platform refused a request that the tour needs. */
export class RequestRefused extends PlatformError {
  override readonly name = 'RequestRefused';
  readonly code: ErrorCode = 'demo.request-refused';
  readonly remedy: Remedy = 'call-operator';
  constructor(
    {
      request,
      status,
      code,
      detail,
    }: {
      request: string;
      status: number;
      code: string;
      detail: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `The platform answered ${request} with ${status} (${code}): ${detail}`,
      { request, status, code },
      options,
    );
  }
}

/** An operation of the platform did not end as the tour needs it. */
export class OperationFailed extends PlatformError {
  override readonly name = 'OperationFailed';
  readonly code = 'demo.operation-failed';
  readonly remedy = 'call-operator';
  constructor(
    {
      tenant,
      kind,
      state,
      reason,
    }: {
      tenant: string;
      kind: string;
      state: string;
      reason: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `The operation "${kind}" of tenant "${tenant}" is ${state}: ${reason}`,
      { tenant, kind, state },
      options,
    );
  }
}
