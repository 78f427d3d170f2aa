import type { Cell, Demand } from './cells.ts';
import { addDemand, NO_DEMAND } from './limits.ts';
import { consumersOf } from './look-up.ts';
import type { IsolationModel } from './placement.ts';
import type { Catalogue, StreamOffer, Tier } from './tier.ts';

/** The kind of cell that a model's topics stand on. */
export function cellKindOf(model: IsolationModel): Cell['kind'] {
  return model === 'silo' ? 'silo' : 'shared';
}

/** What one tenant takes of a cell for one stream: its own partitions and one group per consumer. In a pool, nothing. */
export function demandOf(catalogue: Pick<Catalogue, 'consumers'>, offer: StreamOffer): Demand {
  return offer.model === 'pool'
    ? NO_DEMAND
    : { partitions: offer.partitions, groups: consumersOf(catalogue, offer.stream).length };
}

/** What one tenant of the tier takes of a shared cell, and of a cell of its own. */
export function demandOfTier(
  catalogue: Pick<Catalogue, 'consumers'>,
  tier: Pick<Tier, 'streams'>,
): Readonly<Record<Cell['kind'], Demand>> {
  const offers = [...tier.streams.values()];
  const sum = (kind: Cell['kind']) =>
    offers
      .filter((offer) => cellKindOf(offer.model) === kind)
      .map((offer) => demandOf(catalogue, offer))
      .reduce(addDemand, NO_DEMAND);
  return { shared: sum('shared'), silo: sum('silo') };
}

/** What the pool topics and their groups take of a shared cell, whoever is in the pool. */
export function demandOfPools(catalogue: Pick<Catalogue, 'pools' | 'consumers'>): Demand {
  return [...catalogue.pools.values()]
    .map(({ stream, partitions }) => ({
      partitions,
      groups: consumersOf(catalogue, stream).length,
    }))
    .reduce(addDemand, NO_DEMAND);
}
