import { type ErrorCode, PlatformError, type Remedy } from '@tributary/kernel';

/** The request is no event; `member` says where, never what stood there. */
export class EventInvalid extends PlatformError {
  override readonly name = 'EventInvalid';
  readonly code = 'event.invalid';
  readonly remedy = 'fix-request';
  constructor({ member, rule }: { member: string; rule: string }, options?: ErrorOptions) {
    const shown = member.slice(0, SHOWN_CHARACTERS);
    super(`The event's ${shown} ${rule}`, { member: shown, rule }, options);
  }
}

/** The data does not fit the schema of its type; `issues` name paths and rules, never values. */
export class EventSchemaMismatch extends PlatformError {
  override readonly name = 'EventSchemaMismatch';
  readonly code = 'event.schema-mismatch';
  readonly remedy = 'fix-request';
  constructor(
    {
      stream,
      type,
      version,
      issues,
    }: {
      stream: string;
      type: string;
      version: number;
      issues: readonly { readonly path: string; readonly message: string }[];
    },
    options?: ErrorOptions,
  ) {
    const shown = issues.slice(0, SHOWN_ISSUES).map(({ path, message }) => `${path}: ${message}`);
    super(
      `The data does not fit ${stream} ${type} version ${version}: ${shown.join('; ')}`,
      { stream, type, version, issues: shown },
      options,
    );
  }
}

/** More than one call takes; nothing was appended. */
export class BatchTooLarge extends PlatformError {
  override readonly name = 'BatchTooLarge';
  readonly code = 'event.batch-too-large';
  readonly remedy = 'fix-request';
  constructor(
    { of, asked, max }: { of: 'events' | 'bytes'; asked: number; max: number },
    options?: ErrorOptions,
  ) {
    super(`The batch has ${asked} ${of}; the limit is ${max}`, { of, asked, max }, options);
  }
}

/**
 * One event of a batch was refused, so nothing of the batch was appended. Code, remedy and facts are those of `reason`, the
 * error of the event itself; `index` counts from 0.
 */
export class BatchRefused extends PlatformError {
  override readonly name = 'BatchRefused';
  readonly code: ErrorCode;
  readonly remedy: Remedy;
  readonly index: number;
  readonly reason: PlatformError;
  constructor({ index, reason }: { index: number; reason: PlatformError }) {
    super(
      `Event ${index} of the batch: ${reason.message}`,
      { ...reason.facts, index },
      { cause: reason },
    );
    this.code = reason.code;
    this.remedy = reason.remedy;
    this.index = index;
    this.reason = reason;
  }
}

/** What the publisher knew of the tenant grew old each time before the events could be sent; nothing was appended. */
export class PublishTooSlow extends PlatformError {
  override readonly name = 'PublishTooSlow';
  readonly code = 'event.publish-too-slow';
  readonly remedy = 'retry-later';
  constructor(tenant: string, options?: ErrorOptions) {
    super(
      `Keys or rate of tenant "${tenant}" took longer than its placement may be acted upon`,
      { tenant },
      options,
    );
  }
}

/** A CloudEvents header is missing, there twice, or not what it must be. */
export class HeadersInvalid extends PlatformError {
  override readonly name = 'HeadersInvalid';
  readonly code = 'event.headers-invalid';
  readonly remedy = 'fix-request';
  constructor({ header, rule }: { header: string; rule: string }, options?: ErrorOptions) {
    super(`The record's header ${header} ${rule}`, { header, rule }, options);
  }
}

/** The key of a record is not `<tenant>:<ce_subject>`. */
export class KeyInvalid extends PlatformError {
  override readonly name = 'KeyInvalid';
  readonly code = 'event.key-invalid';
  readonly remedy = 'fix-request';
  constructor({ rule }: { rule: string }, options?: ErrorOptions) {
    super(`The record's key ${rule}`, { rule }, options);
  }
}

/** The value of a record, opened where it was sealed, is not the body of an event. */
export class BodyInvalid extends PlatformError {
  override readonly name = 'BodyInvalid';
  readonly code = 'event.body-invalid';
  readonly remedy = 'fix-request';
  constructor({ rule }: { rule: string }, options?: ErrorOptions) {
    super(`The record's body ${rule}`, { rule }, options);
  }
}

/** The record is plain where every event must be sealed: it did not come from a publisher of ours. */
export class SealMissing extends PlatformError {
  override readonly name = 'SealMissing';
  readonly code = 'event.seal-missing';
  readonly remedy = 'call-operator';
  constructor({ topic }: { topic: string }, options?: ErrorOptions) {
    super(`A record of ${topic} is plain; every event there must be sealed`, { topic }, options);
  }
}

/** What each place of a record says about whose it is; unchecked text. */
export type TenantClaims = {
  readonly topic: string;
  readonly header: string;
  /** Of `ce_dataschema`. */
  readonly stream: string;
  readonly key: string;
  readonly body?: string;
};

/**
 * A security event: the places of a record do not name the same tenant and stream. The facts may be shown to a tenant and name
 * nobody; `claims` are for the operator.
 */
export class TenantMismatch extends PlatformError {
  override readonly name = 'TenantMismatch';
  readonly code = 'event.tenant-mismatch';
  readonly remedy = 'call-operator';
  readonly claims: TenantClaims;
  constructor(
    { partition, offset, claims }: { partition: number; offset: number; claims: TenantClaims },
    options?: ErrorOptions,
  ) {
    super(
      `The record at ${partition}/${offset} does not name one tenant in all places`,
      { partition, offset },
      options,
    );
    this.claims = claims;
  }
}

const SHOWN_CHARACTERS = 64;
const SHOWN_ISSUES = 20;
