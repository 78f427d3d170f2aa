import type { Problem } from '@tributary/contract';
import { PlatformError } from '@tributary/kernel';

export class UsageWrong extends PlatformError {
  override readonly name = 'UsageWrong';
  readonly code = 'cli.usage';
  readonly remedy = 'fix-request';
  constructor(rule: string, options?: ErrorOptions) {
    super(rule, {}, options);
  }
}

export class PlatformNotFound extends PlatformError {
  override readonly name = 'PlatformNotFound';
  readonly code = 'cli.no-platform';
  readonly remedy = 'fix-request';
  constructor({ looked }: { looked: string }, options?: ErrorOptions) {
    super(
      `There is no platform to talk to: ${looked}. Start one with "npm start", or set TRIBUTARY_URL and TRIBUTARY_TOKEN`,
      { looked },
      options,
    );
  }
}

/** The platform said no; `problem` is what it said. */
export class Refused extends PlatformError {
  override readonly name = 'Refused';
  readonly code: `${string}.${string}`;
  readonly remedy: Problem['remedy'];
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, problem.facts, options);
    this.problem = problem;
    this.code = isCode(problem.code) ? problem.code : 'platform.unforeseen';
    this.remedy = problem.remedy;
  }
}

/** A file was published up to some line only. */
export class PublishedInPart extends PlatformError {
  override readonly name = 'PublishedInPart';
  readonly code = 'cli.published-in-part';
  readonly remedy: PlatformError['remedy'];
  constructor({ published, reason }: { published: number; reason: PlatformError }) {
    super(
      `${published} events were published, and then: ${reason.message} (${reason.code})`,
      { published },
      { cause: reason },
    );
    this.remedy = reason.remedy;
  }
}

/** The operation ended, but not as it was asked for. */
export class OperationFailed extends PlatformError {
  override readonly name = 'OperationFailed';
  readonly code = 'cli.operation-failed';
  readonly remedy = 'call-operator';
  constructor(
    { operation, state, why }: { operation: string; state: string; why: string },
    options?: ErrorOptions,
  ) {
    super(`Operation ${operation} is ${state}: ${why}`, { operation, state }, options);
  }
}

export class CertificateWrong extends PlatformError {
  override readonly name = 'CertificateWrong';
  readonly code = 'cli.certificate-wrong';
  readonly remedy = 'call-operator';
  constructor({ file, reason }: { file: string; reason: string }, options?: ErrorOptions) {
    super(`${file} proves nothing: ${reason}`, { file, reason }, options);
  }
}

function isCode(text: string): text is `${string}.${string}` {
  return text.includes('.');
}
