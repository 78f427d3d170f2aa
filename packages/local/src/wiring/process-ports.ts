import { type Embedded, openEmbedded } from '@tributary/adapter-embedded';
import { Publisher } from '@tributary/domain/events';
import { KeyRing } from '@tributary/domain/keys';
import type { Catalogue } from '@tributary/domain/placement';
import { LeasedRate } from '@tributary/domain/quotas';
import { type Clock, SECOND_MS } from '@tributary/kernel';
import { eventIds } from '@tributary/sdk/publish';

/**
 * How long a publisher of this machine acts on what it read of a tenant. Short, because a suspension or an erasure waits it out
 * while somebody watches; a read of the registry costs microseconds here.
 */
export const LOCAL_LEASE_MS = 250;

/** How often a thread that uses keys looks whether they were destroyed: a look is one read of a small file. */
export const LOCAL_SHRED_FEED_MS = 250;

/** How often a thread lets go of keys that it may not use any more, also one that has nothing to do. */
export const KEYS_EVERY_MS = 15 * SECOND_MS;

/** What every thread of the platform has for itself: the state directory, keys in memory, a publisher. */
export type ProcessPorts = AsyncDisposable & {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly embedded: Embedded;
  readonly keyRing: KeyRing;
  readonly publisher: Publisher;
};

const UNLIMITED = { admit: () => Promise.resolve() };

export type ProcessOptions = {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly directory: string;
  /** What is published follows from events that were admitted: it is not counted again, and a suspension does not stop it. */
  readonly isConsumer: boolean;
};

export async function openProcessPorts({
  catalogue,
  clock,
  directory,
  isConsumer,
}: ProcessOptions): Promise<ProcessPorts> {
  const embedded = await openEmbedded({ directory, clock });
  const keyRing = new KeyRing({
    vault: embedded.vault,
    clock,
    limits: { shredFeedMaxAgeMs: LOCAL_SHRED_FEED_MS },
  });
  const [first, ...rest] = catalogue.streams.keys();
  if (first === undefined) {
    throw new RangeError('a catalogue without streams has nothing to publish');
  }
  const publisher = new Publisher({
    registry: embedded.registry,
    catalogue,
    keyRing,
    rate: isConsumer ? UNLIMITED : new LeasedRate({ budget: embedded.rateBudget, clock }),
    drains: isConsumer,
    sessions: embedded.sessions,
    clock,
    newId: eventIds(clock),
    leaseMs: LOCAL_LEASE_MS,
    principal: () => ({ kind: 'publisher', streams: [first, ...rest] }),
  });
  return {
    catalogue,
    clock,
    embedded,
    keyRing,
    publisher,
    [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose](),
  };
}
