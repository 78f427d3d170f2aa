import type { EventTypeDefinition, StreamDefinition } from '../events/index.ts';
import {
  ConsumerUnknown,
  EventTypeUnknown,
  StreamNotOffered,
  StreamUnknown,
  TierUnknown,
} from './errors.ts';
import type { Catalogue, ConsumerDefinition, StreamOffer, Tier } from './tier.ts';

/** @throws {StreamUnknown} */
export function streamOf(catalogue: Pick<Catalogue, 'streams'>, name: string): StreamDefinition {
  const streams: ReadonlyMap<string, StreamDefinition> = catalogue.streams;
  const found = streams.get(name);
  if (found === undefined) {
    throw new StreamUnknown({ stream: name, known: [...streams.keys()] });
  }
  return found;
}

/** @throws {TierUnknown} */
export function tierOf(catalogue: Pick<Catalogue, 'tiers'>, name: string): Tier {
  const tiers: ReadonlyMap<string, Tier> = catalogue.tiers;
  const found = tiers.get(name);
  if (found === undefined) {
    throw new TierUnknown({ tier: name, known: [...tiers.keys()] });
  }
  return found;
}

/** @throws {StreamNotOffered} the tier does not include the stream; whether the platform has it is not asked. */
export function offerOf(tier: Pick<Tier, 'name' | 'streams'>, stream: string): StreamOffer {
  const offers: ReadonlyMap<string, StreamOffer> = tier.streams;
  const found = offers.get(stream);
  if (found === undefined) {
    throw new StreamNotOffered({ tier: tier.name, stream, known: [...offers.keys()] });
  }
  return found;
}

/** @throws {EventTypeUnknown} */
export function eventTypeOf(stream: StreamDefinition, name: string): EventTypeDefinition {
  const found = stream.eventTypes.get(name);
  if (found === undefined) {
    throw new EventTypeUnknown({
      stream: stream.name,
      type: name,
      known: [...stream.eventTypes.keys()],
    });
  }
  return found;
}

/** @throws {ConsumerUnknown} */
export function consumerOf(
  catalogue: Pick<Catalogue, 'consumers'>,
  name: string,
): ConsumerDefinition {
  const found = catalogue.consumers.find((consumer) => consumer.name === name);
  if (found === undefined) {
    throw new ConsumerUnknown({
      consumer: name,
      known: catalogue.consumers.map((one) => one.name),
    });
  }
  return found;
}

/** Those that read the stream, in the order of the catalogue. */
export function consumersOf(
  catalogue: Pick<Catalogue, 'consumers'>,
  stream: string,
): readonly ConsumerDefinition[] {
  return catalogue.consumers.filter((consumer) => consumer.stream === stream);
}
