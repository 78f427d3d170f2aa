import { PlatformError } from '@tributary/kernel';

export class TierNameInvalid extends PlatformError {
  override readonly name = 'TierNameInvalid';
  readonly code = 'tier.name-invalid';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super(
      'A tier name is 2 to 40 characters of a-z, 0-9 and "-" and starts with a letter',
      {},
      options,
    );
  }
}

export class ConsumerNameInvalid extends PlatformError {
  override readonly name = 'ConsumerNameInvalid';
  readonly code = 'consumer.name-invalid';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super(
      'A consumer name is 2 to 40 characters of a-z, 0-9 and "-" and starts with a letter',
      {},
      options,
    );
  }
}

/** The catalogue contradicts itself or leaves what the platform can run; `problems` names every breach. */
export class CatalogueInvalid extends PlatformError {
  override readonly name = 'CatalogueInvalid';
  readonly code = 'catalogue.invalid';
  readonly remedy = 'fix-request';
  constructor({ problems }: { problems: readonly string[] }, options?: ErrorOptions) {
    super(`The catalogue is refused: ${problems.join('; ')}`, { problems }, options);
  }
}

/** A tier asks of a stream's isolation model what that model cannot do. */
export class TierImpossible extends PlatformError {
  override readonly name = 'TierImpossible';
  readonly code = 'catalogue.tier-impossible';
  readonly remedy = 'fix-request';
  constructor(
    {
      tier,
      stream,
      model,
      capability,
      reason,
    }: { tier: string; stream: string; model: string; capability: string; reason: string },
    options?: ErrorOptions,
  ) {
    super(
      `Tier "${tier}" cannot put "${stream}" in a ${model}: ${reason}`,
      { tier, stream, model, capability, reason },
      options,
    );
  }
}

export class StreamUnknown extends PlatformError {
  override readonly name = 'StreamUnknown';
  readonly code = 'stream.unknown';
  readonly remedy = 'fix-request';
  constructor(
    { stream, known }: { stream: string; known: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `There is no stream "${shown(stream)}"; there are ${known.join(', ')}`,
      { stream: shown(stream), known },
      options,
    );
  }
}

export class TierUnknown extends PlatformError {
  override readonly name = 'TierUnknown';
  readonly code = 'tier.unknown';
  readonly remedy = 'fix-request';
  constructor({ tier, known }: { tier: string; known: readonly string[] }, options?: ErrorOptions) {
    super(
      `There is no tier "${shown(tier)}"; there are ${known.join(', ')}`,
      { tier: shown(tier), known },
      options,
    );
  }
}

export class EventTypeUnknown extends PlatformError {
  override readonly name = 'EventTypeUnknown';
  readonly code = 'event.type-unknown';
  readonly remedy = 'fix-request';
  constructor(
    { stream, type, known }: { stream: string; type: string; known: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `Stream "${stream}" has no event type "${shown(type)}"; it has ${known.join(', ')}`,
      { stream, type: shown(type), known },
      options,
    );
  }
}

export class ConsumerUnknown extends PlatformError {
  override readonly name = 'ConsumerUnknown';
  readonly code = 'consumer.unknown';
  readonly remedy = 'fix-request';
  constructor(
    { consumer, known }: { consumer: string; known: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `There is no consumer "${shown(consumer)}"; there are ${known.join(', ')}`,
      { consumer: shown(consumer), known },
      options,
    );
  }
}

/** The stream exists, but the tenant's tier does not include it. */
export class StreamNotOffered extends PlatformError {
  override readonly name = 'StreamNotOffered';
  readonly code = 'stream.not-offered';
  readonly remedy = 'fix-request';
  constructor(
    { tier, stream, known }: { tier: string; stream: string; known: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `Tier "${tier}" does not include stream "${shown(stream)}"; it includes ${known.join(', ')}`,
      { tier, stream: shown(stream), known },
      options,
    );
  }
}

/** `limit` names what is short; `used` is what is booked and `max` what the cell has of it. */
export class CellFull extends PlatformError {
  override readonly name = 'CellFull';
  readonly code = 'cell.full';
  readonly remedy = 'call-operator';
  constructor(
    {
      cell,
      limit,
      max,
      used,
      asked,
    }: { cell: string; limit: string; max: number; used: number; asked: number },
    options?: ErrorOptions,
  ) {
    super(
      `Cell ${cell} has ${used} of ${max} ${limit} in use and no room for ${asked} more; add a cell`,
      { cell, limit, max, used, asked },
      options,
    );
  }
}

/** There is no shared cell to place a pool or bridge stream on. */
export class NoSharedCell extends PlatformError {
  override readonly name = 'NoSharedCell';
  readonly code = 'cell.none';
  readonly remedy = 'call-operator';
  constructor(options?: ErrorOptions) {
    super('The platform has no shared cell; add one', {}, options);
  }
}

export class CellUnknown extends PlatformError {
  override readonly name = 'CellUnknown';
  readonly code = 'cell.unknown';
  readonly remedy = 'call-operator';
  constructor(cell: string, options?: ErrorOptions) {
    super(`There is no cell ${cell} in the directory`, { cell }, options);
  }
}

const SHOWN_CHARACTERS = 64;

function shown(text: string): string {
  return text.slice(0, SHOWN_CHARACTERS);
}
