import { PlatformError } from '@tributary/kernel';

/** Thrown by a `ReadinessProbe`. */
export class ReadinessUnproven extends PlatformError {
  override readonly name = 'ReadinessUnproven';
  readonly code = 'readiness.unproven';
  readonly remedy = 'retry-later';
  constructor(
    { tenant, stream, waitedMs }: { tenant: string; stream: string; waitedMs: number },
    options?: ErrorOptions,
  ) {
    super(
      `A probe of tenant "${tenant}" on stream "${stream}" was not answered within ${waitedMs} ms; look at the consumer's log`,
      { tenant, stream, waitedMs },
      options,
    );
  }
}

/** The new identity reaches what is not its own. It is taken back. */
export class IdentityTooWide extends PlatformError {
  override readonly name = 'IdentityTooWide';
  readonly code = 'access.identity-too-wide';
  readonly remedy = 'call-operator';
  constructor(
    { tenant, reaches }: { tenant: string; reaches: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `The identity of tenant "${tenant}" reaches ${reaches.join(', ')}: correct the policies before you onboard anybody`,
      { tenant, reaches },
      options,
    );
  }
}

/** Somebody else took the room between the plan and the claim. */
export class PlacementRaced extends PlatformError {
  override readonly name = 'PlacementRaced';
  readonly code = 'placement.raced';
  readonly remedy = 'retry-later';
  constructor({ tenant }: { tenant: string }, options?: ErrorOptions) {
    super(
      `The room that was planned for tenant "${tenant}" was taken meanwhile`,
      { tenant },
      options,
    );
  }
}

/** A topic bears the name but not the shape that was asked for: it is not ours to change. */
export class TopicShapeDiffers extends PlatformError {
  override readonly name = 'TopicShapeDiffers';
  readonly code = 'topic.shape-differs';
  readonly remedy = 'call-operator';
  constructor({ topic, cell }: { topic: string; cell: string }, options?: ErrorOptions) {
    super(
      `Topic ${topic} on cell ${cell} exists with other partitions or limits; find out whose it is and delete it`,
      { topic, cell },
      options,
    );
  }
}

/** What an operation has noted cannot be read. */
export class NotesDamaged extends PlatformError {
  override readonly name = 'NotesDamaged';
  readonly code = 'operation.notes-damaged';
  readonly remedy = 'call-operator';
  constructor({ note }: { note: string }, options?: ErrorOptions) {
    super(
      `The note "${note}" of the operation is not as the platform writes it`,
      { note },
      options,
    );
  }
}

/** Not a failure of the operation: it was asked to give up. */
export class OperationCancelled extends PlatformError {
  override readonly name = 'OperationCancelled';
  readonly code = 'operation.cancelled';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super('The operation was cancelled', {}, options);
  }
}

/** Two engines run the same operation; this one lets go. */
export class OperationTaken extends PlatformError {
  override readonly name = 'OperationTaken';
  readonly code = 'operation.taken';
  readonly remedy = 'retry-later';
  constructor(id: string, options?: ErrorOptions) {
    super(`Operation ${id} is run by another engine`, { operation: id }, options);
  }
}
