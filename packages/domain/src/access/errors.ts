import { PlatformError } from '@tributary/kernel';

/** The request came without a token, or with one that is unknown, expired or revoked; which of these is not said. */
export class Unauthenticated extends PlatformError {
  override readonly name = 'Unauthenticated';
  readonly code = 'access.unauthenticated';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super('Send a valid token: Authorization: Bearer <token>', {}, options);
  }
}

/** The same words whether or not there is what was asked for. */
export class Forbidden extends PlatformError {
  override readonly name = 'Forbidden';
  readonly code = 'access.forbidden';
  readonly remedy = 'fix-request';
  constructor({ needs }: { needs: string }, options?: ErrorOptions) {
    super(`This token does not open this; it takes ${needs}`, { needs }, options);
  }
}

export class TokenRequestInvalid extends PlatformError {
  override readonly name = 'TokenRequestInvalid';
  readonly code = 'access.token-request-invalid';
  readonly remedy = 'fix-request';
  constructor({ rule }: { rule: string }, options?: ErrorOptions) {
    super(`The token was not issued: ${rule}`, { rule }, options);
  }
}

/** A stored or foreign document that is no policy as the platform writes them. */
export class PolicyInvalid extends PlatformError {
  override readonly name = 'PolicyInvalid';
  readonly code = 'access.policy-invalid';
  readonly remedy = 'call-operator';
  constructor({ where, rule }: { where: string; rule: string }, options?: ErrorOptions) {
    super(`Not a policy: ${where} ${rule}`, { where, rule }, options);
  }
}

/** The text names no cluster, topic, group or transactional id of MSK. */
export class KafkaArnInvalid extends PlatformError {
  override readonly name = 'KafkaArnInvalid';
  readonly code = 'access.kafka-arn-invalid';
  readonly remedy = 'call-operator';
  constructor(options?: ErrorOptions) {
    super(
      'A Kafka ARN is arn:aws:kafka:<region>:<account>:<type>/<cluster>/<uuid>[/<name>]',
      {},
      options,
    );
  }
}
