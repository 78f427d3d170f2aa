import { PlatformError } from '@tributary/kernel';

export class RequestNotJson extends PlatformError {
  override readonly name = 'RequestNotJson';
  readonly code = 'request.not-json';
  readonly remedy = 'fix-request';
  constructor({ bytes }: { bytes: number }, options?: ErrorOptions) {
    super('The body is not JSON; send application/json in UTF-8', { bytes }, options);
  }
}

/** The caller hung up before the body had ended; nothing was done. */
export class RequestCutOff extends PlatformError {
  override readonly name = 'RequestCutOff';
  readonly code = 'request.cut-off';
  readonly remedy = 'fix-request';
  constructor({ bytes }: { bytes: number }, options?: ErrorOptions) {
    super(`The body ended after ${bytes} bytes, before its time`, { bytes }, options);
  }
}

/** `issues` name members of the body or query, never their values. */
export class RequestInvalid extends PlatformError {
  override readonly name = 'RequestInvalid';
  readonly code = 'request.invalid';
  readonly remedy = 'fix-request';
  constructor(issues: readonly string[], options?: ErrorOptions) {
    super(
      `The request does not have the shape that is asked for: ${issues.join('; ')}`,
      { issues },
      options,
    );
  }
}

export class RequestTooLarge extends PlatformError {
  override readonly name = 'RequestTooLarge';
  readonly code = 'request.too-large';
  readonly remedy = 'fix-request';
  constructor({ maxBytes }: { maxBytes: number }, options?: ErrorOptions) {
    super(`The body has more than ${maxBytes} bytes; send smaller batches`, { maxBytes }, options);
  }
}

export class RouteUnknown extends PlatformError {
  override readonly name = 'RouteUnknown';
  readonly code = 'request.route-unknown';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super('There is nothing at this address; GET / lists what there is', {}, options);
  }
}

export class MethodRefused extends PlatformError {
  override readonly name = 'MethodRefused';
  readonly code = 'request.method-refused';
  readonly remedy = 'fix-request';
  constructor({ allowed }: { allowed: readonly string[] }, options?: ErrorOptions) {
    super(`This address takes ${allowed.join(', ')}`, { allowed }, options);
  }
}

/** Something that nobody foresaw; its trace is in the platform's log under the request id. */
export class Unforeseen extends PlatformError {
  override readonly name = 'Unforeseen';
  readonly code = 'platform.unforeseen';
  readonly remedy = 'call-operator';
  constructor({ requestId }: { requestId: string }, options?: ErrorOptions) {
    super('The platform failed; nothing is known of what was done', { requestId }, options);
  }
}

/** Something within the platform did not answer in time; its trace is in the platform's log under the request id. */
export class Unavailable extends PlatformError {
  override readonly name = 'Unavailable';
  readonly code = 'platform.unavailable';
  readonly remedy = 'retry-later';
  constructor({ requestId }: { requestId: string }, options?: ErrorOptions) {
    super(
      'The platform could not do this now, and nothing is known of what was done; try again',
      { requestId },
      options,
    );
  }
}
