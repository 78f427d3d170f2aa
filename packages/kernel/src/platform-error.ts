/** What the caller can do about an error; retries, dead-lettering and alarms follow from it alone. */
export type Remedy = 'fix-request' | 'retry-later' | 'call-operator';

/** Values that may be logged and shown to the tenant: no payload, no secret. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** `area.reason`, public and permanent. */
export type ErrorCode = `${string}.${string}`;

/** Everything that the platform throws on purpose. */
export abstract class PlatformError extends Error {
  abstract readonly code: ErrorCode;
  abstract readonly remedy: Remedy;
  readonly facts: Facts;

  constructor(message: string, facts: Facts = {}, options?: ErrorOptions) {
    super(message, options);
    this.facts = facts;
  }
}
