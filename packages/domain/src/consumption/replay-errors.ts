import { PlatformError } from '@tributary/kernel';

/** A consumer does not take this replay; nothing was delivered. */
export class ReplayRefused extends PlatformError {
  override readonly name = 'ReplayRefused';
  readonly code = 'replay.refused';
  readonly remedy = 'fix-request';
  constructor({ consumer, rule }: { consumer: string; rule: string }, options?: ErrorOptions) {
    super(`Consumer "${consumer}" ${rule}`, { consumer, rule }, options);
  }
}

export class ReplayFromFuture extends PlatformError {
  override readonly name = 'ReplayFromFuture';
  readonly code = 'replay.from-future';
  readonly remedy = 'fix-request';
  constructor({ since }: { since: string }, options?: ErrorOptions) {
    super(`There is nothing to replay since ${since}: it lies in the future`, { since }, options);
  }
}

/** No consumer reads what the tenant was asked to replay. */
export class ReplayEmpty extends PlatformError {
  override readonly name = 'ReplayEmpty';
  readonly code = 'replay.empty';
  readonly remedy = 'fix-request';
  constructor({ tenant }: { tenant: string }, options?: ErrorOptions) {
    super(`No consumer reads these streams of tenant "${tenant}"`, { tenant }, options);
  }
}

/** The consumer gives a batch back again and again without saying why; the replay goes on from there when it is started again. */
export class ReplayStalled extends PlatformError {
  override readonly name = 'ReplayStalled';
  readonly code = 'replay.stalled';
  readonly remedy = 'retry-later';
  constructor(
    { consumer, partition, offset }: { consumer: string; partition: string; offset: number },
    options?: ErrorOptions,
  ) {
    super(
      `Consumer "${consumer}" does not get past offset ${offset} of ${partition}`,
      { consumer, partition, offset },
      options,
    );
  }
}
