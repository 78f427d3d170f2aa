import { PlatformError } from '@tributary/kernel';

export class StreamNameInvalid extends PlatformError {
  override readonly name = 'StreamNameInvalid';
  readonly code = 'stream.name-invalid';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super(
      'A stream name is 2 to 40 characters of a-z, 0-9 and "-" and starts with a letter',
      {},
      options,
    );
  }
}

export class TopicNameInvalid extends PlatformError {
  override readonly name = 'TopicNameInvalid';
  readonly code = 'topic.name-invalid';
  readonly remedy = 'fix-request';
  constructor(text: string, options?: ErrorOptions) {
    super(
      'A topic name is <tenant>.<stream>, pool.<stream> or platform.control',
      { topic: text.slice(0, 80) },
      options,
    );
  }
}

export class AggregateIdInvalid extends PlatformError {
  override readonly name = 'AggregateIdInvalid';
  readonly code = 'event.aggregate-invalid';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super('An aggregate id is a string of 1 to 512 bytes in UTF-8', {}, options);
  }
}

export class TopicExists extends PlatformError {
  override readonly name = 'TopicExists';
  readonly code = 'topic.exists';
  readonly remedy = 'fix-request';
  constructor(topic: string, options?: ErrorOptions) {
    super(`Topic "${topic}" exists`, { topic }, options);
  }
}

export class TopicUnknown extends PlatformError {
  override readonly name = 'TopicUnknown';
  readonly code = 'topic.unknown';
  readonly remedy = 'call-operator';
  constructor(topic: string, options?: ErrorOptions) {
    super(`There is no topic "${topic}" on this cluster`, { topic }, options);
  }
}

export class GroupUnknown extends PlatformError {
  override readonly name = 'GroupUnknown';
  readonly code = 'group.unknown';
  readonly remedy = 'fix-request';
  constructor(group: string, options?: ErrorOptions) {
    super(`There is no consumer group "${group}" on this cluster`, { group }, options);
  }
}

export class RecordTooLarge extends PlatformError {
  override readonly name = 'RecordTooLarge';
  readonly code = 'event.too-large';
  readonly remedy = 'fix-request';
  constructor({ bytes, maxBytes }: { bytes: number; maxBytes: number }, options?: ErrorOptions) {
    super(`The event has ${bytes} bytes; the limit is ${maxBytes}`, { bytes, maxBytes }, options);
  }
}

/** The offset was deleted by retention or is not written yet; `earliest` and `end` say what there is. */
export class OffsetOutOfRange extends PlatformError {
  override readonly name = 'OffsetOutOfRange';
  readonly code = 'topic.offset-out-of-range';
  readonly remedy = 'fix-request';
  constructor(
    {
      topic,
      partition,
      offset,
      earliest,
      end,
    }: {
      topic: string;
      partition: number;
      offset: number;
      earliest: number;
      end: number;
    },
    options?: ErrorOptions,
  ) {
    super(
      `Offset ${offset} of ${topic}-${partition} is outside ${earliest} to ${end}`,
      { topic, partition, offset, earliest, end },
      options,
    );
  }
}

/** The identity of the session may not do this; nothing was done. */
export class NotAuthorized extends PlatformError {
  override readonly name = 'NotAuthorized';
  readonly code = 'access.denied';
  readonly remedy = 'call-operator';
  constructor(
    {
      principal,
      action,
      resource,
      reason,
    }: {
      principal: string;
      action: string;
      resource: string;
      reason: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `${principal} may not ${action} on ${resource}: ${reason}`,
      { principal, action, resource },
      options,
    );
  }
}

/** Nothing is known: what was asked may have been done. */
export class ClusterUnavailable extends PlatformError {
  override readonly name = 'ClusterUnavailable';
  readonly code = 'cluster.unavailable';
  readonly remedy = 'retry-later';
  constructor({ cell, doing }: { cell: string; doing: string }, options?: ErrorOptions) {
    super(`Cluster ${cell} did not answer: ${doing}`, { cell, doing }, options);
  }
}
