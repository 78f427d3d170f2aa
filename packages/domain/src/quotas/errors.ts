import { PlatformError } from '@tributary/kernel';

/** Nothing was admitted; the same batch will be once `retryAfterMs` have passed, if nobody else comes first. */
export class RateExceeded extends PlatformError {
  override readonly name = 'RateExceeded';
  readonly code = 'rate.exceeded';
  readonly remedy = 'retry-later';
  readonly retryAfterMs: number;
  constructor(
    { retryAfterMs, eventsPerSecond }: { retryAfterMs: number; eventsPerSecond: number },
    options?: ErrorOptions,
  ) {
    super(
      `The tier takes ${eventsPerSecond} events a second; come back in ${retryAfterMs} ms`,
      { retryAfterMs, eventsPerSecond },
      options,
    );
    this.retryAfterMs = retryAfterMs;
  }
}

/** Waiting does not help: split the batch into parts of at most `burst` events. */
export class BatchAboveBurst extends PlatformError {
  override readonly name = 'BatchAboveBurst';
  readonly code = 'rate.batch-above-burst';
  readonly remedy = 'fix-request';
  constructor({ events, burst }: { events: number; burst: number }, options?: ErrorOptions) {
    super(
      `A batch of ${events} events is never admitted at once; split it into parts of at most ${burst}`,
      { events, burst },
      options,
    );
  }
}
