import type { CapabilityName } from './capabilities.ts';
import { streamOf } from './look-up.ts';
import type { Catalogue, PoolTopic, StreamOffer } from './tier.ts';

/** What the offer asks of its model, said (`promises`) or implied by the stream's data and by how it differs from the pool. */
export function asksOf(
  { streams, pools }: Pick<Catalogue, 'streams' | 'pools'>,
  offer: StreamOffer,
): readonly CapabilityName[] {
  const implied: readonly (readonly [CapabilityName, boolean])[] = [
    ['regulated-data', streamOf({ streams }, offer.stream).dataClass === 'regulated'],
    ['plain-records', offer.encryption === 'none'],
    ...ownTopicAsks(offer, pools.get(offer.stream)),
  ];
  return [
    ...implied.filter(([, asked]) => asked).map(([capability]) => capability),
    ...(offer.promises ?? []),
  ];
}

function ownTopicAsks(
  offer: StreamOffer,
  pool: PoolTopic | undefined,
): readonly (readonly [CapabilityName, boolean])[] {
  return pool === undefined
    ? []
    : [
        ['retention-per-tenant', offer.retentionMs !== pool.retentionMs],
        ['partitions-per-tenant', offer.partitions !== pool.partitions],
        ['event-size-per-tenant', offer.maxEventBytes !== pool.maxEventBytes],
      ];
}
