const MAX_PAIRS = 2_000;

/** `attacker` tries what belongs to `victim`. */
export type Neighbours<Tenant> = { readonly attacker: Tenant; readonly victim: Tenant };

/**
 * Every ordered pair of two tenants or, where these are more than `max`, those among the first `always` tenants and of all others a
 * selection that is spread evenly over attackers and over victims. No pair comes twice.
 */
export function neighbours<Tenant>(
  tenants: readonly Tenant[],
  always: number,
  max: number = MAX_PAIRS,
): readonly Neighbours<Tenant>[] {
  const all = tenants.length * (tenants.length - 1);
  const pairs: Neighbours<Tenant>[] = [];
  for (const index of all <= max ? upTo(all) : selected(tenants.length, always, max)) {
    const { attackerAt, victimAt } = positionsAt(index, tenants.length);
    const attacker = tenants[attackerAt];
    const victim = tenants[victimAt];
    if (attacker !== undefined && victim !== undefined) {
      pairs.push({ attacker, victim });
    }
  }
  return pairs;
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Pairs have a number: those of the first attacker come first, in order of victim. */
function positionsAt(index: number, tenants: number) {
  const attackerAt = Math.floor(index / (tenants - 1));
  const victimAt = index % (tenants - 1);
  return { attackerAt, victimAt: victimAt < attackerAt ? victimAt : victimAt + 1 };
}

function selected(tenants: number, always: number, max: number): readonly number[] {
  const all = tenants * (tenants - 1);
  const chosen = new Set<number>();
  for (let attacker = 0; attacker < always; attacker += 1) {
    for (let victim = 0; victim < always - 1 && chosen.size < max; victim += 1) {
      chosen.add(attacker * (tenants - 1) + victim);
    }
  }
  const step = strideOf(all);
  for (let index = 0; chosen.size < max; index = (index + step) % all) {
    chosen.add(index);
  }
  return [...chosen].toSorted((a, b) => a - b);
}

/** Steps of the golden ratio leave no large gap, wherever one stops; without a common divisor they reach every number. */
function strideOf(count: number): number {
  let stride = Math.round(count * ((Math.sqrt(5) - 1) / 2));
  while (divisor(stride, count) !== 1) {
    stride += 1;
  }
  return stride;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
