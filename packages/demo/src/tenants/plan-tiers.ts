export type Volume = { readonly source: string; readonly events: number };

export type Offer = { readonly tier: string; readonly model: 'silo' | 'bridge' | 'pool' };

const SILO: Offer = { tier: 'enterprise', model: 'silo' };
const BRIDGE: Offer = { tier: 'business', model: 'bridge' };
const POOL: Offer = { tier: 'starter', model: 'pool' };

/** From so many tenants on, two have a cluster of their own. */
const MANY_TENANTS = 40;

/** Topics of its own cost a tenant partitions and consumer groups, of which a cluster has few. */
const MAX_BRIDGES = 12;

/** The tenants by volume, the largest first, each with its offer: the largest get a silo, the middle a bridge, all others the pool. */
export function planTiers<Tenant extends Volume>(
  tenants: readonly Tenant[],
): readonly (Tenant & Offer)[] {
  const { bridges, silos } = shares(tenants.length);
  return tenants.toSorted(byVolume).map((tenant, rank) => ({
    ...tenant,
    ...offerAt(rank, silos, bridges),
  }));
}

function shares(tenants: number): { readonly silos: number; readonly bridges: number } {
  if (tenants < 2) {
    return { silos: 0, bridges: 0 };
  }
  const silos = tenants < MANY_TENANTS ? 1 : 2;
  const bridges = Math.min(MAX_BRIDGES, Math.ceil((tenants - silos - 1) / 4));
  return { silos, bridges };
}

function offerAt(rank: number, silos: number, bridges: number): Offer {
  if (rank < silos) {
    return SILO;
  }
  return rank < silos + bridges ? BRIDGE : POOL;
}

function byVolume(a: Volume, b: Volume): number {
  return b.events - a.events || (a.source < b.source ? -1 : 1);
}
