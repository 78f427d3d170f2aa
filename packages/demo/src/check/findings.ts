/** Of one tenant in one run, counted from the files alone. */
export type Counts = {
  readonly published: number;
  /** Published events that the tenant's handler received, whole. */
  readonly consumed: number;
  /** How often one of them came again. */
  readonly duplicates: number;
  readonly lost: number;
  /** Events that came, for the first time, after a later one of their aggregate. */
  readonly outOfOrder: number;
  /** How often one of them came to another tenant. */
  readonly crossed: number;
};

export const NO_COUNTS: Counts = {
  published: 0,
  consumed: 0,
  duplicates: 0,
  lost: 0,
  outOfOrder: 0,
  crossed: 0,
};

export type Findings = {
  /** The events of the tour, as they were consumed when they came; by tenant. */
  readonly tenants: ReadonlyMap<string, Counts>;
  /** All other events that the tour published: those beside an attempt to cross, and those after the erasure. */
  readonly others: Counts;
  /** The events of the tour once more, by run and by tenant; only tenants that received some are there. */
  readonly replays: ReadonlyMap<string, ReadonlyMap<string, Counts>>;
  /** Deliveries whose content is not what was published. */
  readonly altered: number;
  /** Deliveries of an event that nobody published. */
  readonly unknown: number;
  /** Lines of the files that are none of ours. */
  readonly unreadable: number;
};

export function addCounts(a: Counts, b: Partial<Counts>): Counts {
  return {
    published: a.published + (b.published ?? 0),
    consumed: a.consumed + (b.consumed ?? 0),
    duplicates: a.duplicates + (b.duplicates ?? 0),
    lost: a.lost + (b.lost ?? 0),
    outOfOrder: a.outOfOrder + (b.outOfOrder ?? 0),
    crossed: a.crossed + (b.crossed ?? 0),
  };
}

export function totalOf(counts: Iterable<Counts>): Counts {
  return [...counts].reduce(addCounts, NO_COUNTS);
}
