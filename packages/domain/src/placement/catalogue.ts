import { verdict } from './capabilities.ts';
import { asksOf } from './capabilities-asked.ts';
import { catalogueProblems } from './catalogue-problems.ts';
import { CatalogueInvalid, TierImpossible } from './errors.ts';
import type { Catalogue, CatalogueDraft } from './tier.ts';

/**
 * The catalogue, once the whole of it holds together and every tier asks of its models only what they can do.
 *
 * @throws {CatalogueInvalid} with all that is wrong.
 * @throws {TierImpossible} with the first impossible wish.
 */
export function catalogue(draft: CatalogueDraft): Catalogue {
  const problems = catalogueProblems(draft);
  if (problems.length > 0) {
    throw new CatalogueInvalid({ problems });
  }
  const checked = assembled(draft);
  assertPossible(checked);
  return checked;
}

function assembled({ streams, pools, tiers, consumers }: CatalogueDraft): Catalogue {
  return {
    streams: new Map(
      streams.map((stream) => [
        stream.name,
        { ...stream, eventTypes: new Map(stream.eventTypes.map((type) => [type.name, type])) },
      ]),
    ),
    pools: new Map(pools.map((pool) => [pool.stream, pool])),
    tiers: new Map(
      tiers.map((tier) => [
        tier.name,
        { ...tier, streams: new Map(tier.streams.map((offer) => [offer.stream, offer])) },
      ]),
    ),
    consumers,
  };
}

function assertPossible(checked: Catalogue): void {
  for (const tier of checked.tiers.values()) {
    for (const offer of tier.streams.values()) {
      for (const capability of asksOf(checked, offer)) {
        const { can, reason } = verdict(capability, offer.model);
        if (!can) {
          const { stream, model } = offer;
          throw new TierImpossible({ tier: tier.name, stream, model, capability, reason });
        }
      }
    }
  }
}
