import { PlatformError } from '@tributary/kernel';

/** What was delivered is not the event of a Kafka event source mapping; nothing of it was run. */
export class KafkaEventInvalid extends PlatformError {
  override readonly name = 'KafkaEventInvalid';
  readonly code = 'consumer.event-invalid';
  readonly remedy = 'call-operator';
  constructor({ rule }: { rule: string }, options?: ErrorOptions) {
    super(
      `A consumer takes the event of a Kafka event source mapping; this one ${rule}`,
      { rule },
      options,
    );
  }
}

/** A whole batch came to nothing known: what its handlers did until then stands, and the batch comes again. */
export class ConsumerFailed extends PlatformError {
  override readonly name = 'ConsumerFailed';
  readonly code = 'consumer.failed';
  readonly remedy = 'retry-later';
  constructor(
    { consumer, how }: { consumer: string; how: 'threw' | 'timed-out' | 'crashed' },
    options?: ErrorOptions,
  ) {
    super(`Consumer "${consumer}" ${SAID[how]}; its batch comes again`, { consumer, how }, options);
  }
}

const SAID = { threw: 'threw', 'timed-out': 'ran past its time limit', crashed: 'died' } as const;

/** A handler had not settled when the time of its batch was up. It may still be running; nothing it commits counts any more. */
export class HandlerTimedOut extends PlatformError {
  override readonly name = 'HandlerTimedOut';
  readonly code = 'consumer.timed-out';
  readonly remedy = 'retry-later';
  constructor(
    { consumer, eventType, ranMs }: { consumer: string; eventType: string; ranMs: number },
    options?: ErrorOptions,
  ) {
    super(
      `The handler of ${eventType} in "${consumer}" had not settled after ${ranMs} ms`,
      { consumer, eventType, ranMs },
      options,
    );
  }
}

/** The time of the batch was up before the record's turn came. */
export class TurnMissed extends PlatformError {
  override readonly name = 'TurnMissed';
  readonly code = 'consumer.turn-missed';
  readonly remedy = 'retry-later';
  constructor(consumer: string, options?: ErrorOptions) {
    super(`Consumer "${consumer}" ran out of time before this record`, { consumer }, options);
  }
}

/** The record waits for an earlier one of its aggregate that failed in the same batch. */
export class AggregateWaits extends PlatformError {
  override readonly name = 'AggregateWaits';
  readonly code = 'consumer.aggregate-waits';
  readonly remedy = 'retry-later';
  constructor(consumer: string, options?: ErrorOptions) {
    super(
      `Consumer "${consumer}" waits for an earlier record of the aggregate`,
      { consumer },
      options,
    );
  }
}

/** Every attempt at the record failed in a way that nobody foresaw, or ended its process. */
export class RecordPoisoned extends PlatformError {
  override readonly name = 'RecordPoisoned';
  readonly code = 'consumer.poisoned';
  readonly remedy = 'fix-request';
  constructor(
    { consumer, attempts, how }: { consumer: string; attempts: number; how: 'threw' | 'crashed' },
    options?: ErrorOptions,
  ) {
    super(
      `Consumer "${consumer}" ${SAID[how]} at this record, ${attempts} times`,
      { consumer, attempts, how },
      options,
    );
  }
}

/** The record stands in quarantine behind another of its aggregate. */
export class RecordParked extends PlatformError {
  override readonly name = 'RecordParked';
  readonly code = 'consumer.parked';
  readonly remedy = 'call-operator';
  constructor(consumer: string, options?: ErrorOptions) {
    super(
      `An earlier record of this aggregate is in quarantine for "${consumer}"; redrive that one first`,
      { consumer },
      options,
    );
  }
}

/** The consumer has no handler for the event's type, and says that it wants one for all. */
export class HandlerMissing extends PlatformError {
  override readonly name = 'HandlerMissing';
  readonly code = 'consumer.handler-missing';
  readonly remedy = 'fix-request';
  constructor(
    { consumer, eventType }: { consumer: string; eventType: string },
    options?: ErrorOptions,
  ) {
    super(
      `Consumer "${consumer}" has no handler for ${eventType}`,
      { consumer, eventType },
      options,
    );
  }
}

/** The consumer is subscribed to a topic of another stream than its own. */
export class StreamMismatch extends PlatformError {
  override readonly name = 'StreamMismatch';
  readonly code = 'consumer.stream-mismatch';
  readonly remedy = 'call-operator';
  constructor(
    { consumer, stream, topic }: { consumer: string; stream: string; topic: string },
    options?: ErrorOptions,
  ) {
    super(
      `Consumer "${consumer}" reads the stream ${stream} and was given ${topic}`,
      { consumer, stream, topic },
      options,
    );
  }
}

/** The record was written under an epoch of its placement that had ended. */
export class EpochFenced extends PlatformError {
  override readonly name = 'EpochFenced';
  readonly code = 'consumer.epoch-fenced';
  readonly remedy = 'call-operator';
  constructor({ tenant, epoch }: { tenant: string; epoch: number }, options?: ErrorOptions) {
    super(`Epoch ${epoch} of tenant "${tenant}" had ended`, { tenant, epoch }, options);
  }
}

/** A handler may commit once: its effect and the marker of its event are one transaction. */
export class CommittedTwice extends PlatformError {
  override readonly name = 'CommittedTwice';
  readonly code = 'consumer.committed-twice';
  readonly remedy = 'fix-request';
  constructor({ consumer }: { consumer: string }, options?: ErrorOptions) {
    super(
      `A handler of "${consumer}" committed twice; give all writes to one commit`,
      { consumer },
      options,
    );
  }
}

/** A handler used what its consumer was not given. */
export class PublishingUnavailable extends PlatformError {
  override readonly name = 'PublishingUnavailable';
  readonly code = 'consumer.publishing-unavailable';
  readonly remedy = 'call-operator';
  constructor(consumer: string, options?: ErrorOptions) {
    super(`Consumer "${consumer}" was deployed without a publisher`, { consumer }, options);
  }
}

/** No tenant, no handler: there is no default to fall back to. */
export class TenantContextMissing extends PlatformError {
  override readonly name = 'TenantContextMissing';
  readonly code = 'consumer.no-tenant';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super(
      'This code runs outside of any tenant; call it from the handler of an event',
      {},
      options,
    );
  }
}
