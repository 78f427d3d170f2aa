import {
  type Catalogue,
  catalogue,
  consumerName,
  type ReplayMode,
} from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';

/** A consumer as it is written down in another program; `ConsumerDefinition` says what its members mean. */
export type ConsumerDraft = {
  readonly name: string;
  readonly stream: string;
  readonly replay: ReplayMode;
  readonly batchSize: number;
  readonly batchWindowMs: number;
  readonly timeoutMs: number;
};

export type CatalogueExtension = {
  readonly consumers: readonly ConsumerDraft[];
  /** Of every tier, instead of its own. */
  readonly rate?: { readonly eventsPerSecond: number; readonly burst: number };
};

/**
 * The catalogue with more consumers, checked again as a whole.
 *
 * @throws {StreamNameInvalid} a consumer's stream.
 * @throws {CatalogueInvalid}
 */
export function extendedCatalogue(
  { consumers, pools, streams, tiers }: Catalogue,
  extension: CatalogueExtension,
): Catalogue {
  return catalogue({
    streams: [...streams.values()].map((stream) => ({
      ...stream,
      eventTypes: [...stream.eventTypes.values()],
    })),
    pools: [...pools.values()],
    tiers: [...tiers.values()].map((tier) => ({
      ...tier,
      ...extension.rate,
      streams: [...tier.streams.values()],
    })),
    consumers: [
      ...consumers,
      ...extension.consumers.map((draft) => ({
        ...draft,
        name: consumerName(draft.name),
        stream: streamName(draft.stream),
      })),
    ],
  });
}
