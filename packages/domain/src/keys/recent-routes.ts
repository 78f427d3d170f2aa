import type { AggregateId } from '../topics/index.ts';

type Routes = Map<AggregateId, AggregateId>;

/**
 * What was routed lately, because routing costs half as much as sealing. Kept by owner, for each routes with a key of its
 * own. It forgets all when it is full.
 */
export class RecentRoutes {
  readonly #limit: number;
  readonly #byOwner = new Map<object, Routes>();
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  get(owner: object, aggregate: AggregateId): AggregateId | undefined {
    return this.#byOwner.get(owner)?.get(aggregate);
  }

  /** For an aggregate that `get` does not know. */
  add(owner: object, aggregate: AggregateId, routed: AggregateId): void {
    if (this.#size >= this.#limit) {
      this.#byOwner.clear();
      this.#size = 0;
    }
    const owned = this.#byOwner.get(owner);
    if (owned === undefined) {
      this.#byOwner.set(owner, new Map([[aggregate, routed]]));
    } else {
      owned.set(aggregate, routed);
    }
    this.#size += 1;
  }

  forget(owner: object): void {
    this.#size -= this.#byOwner.get(owner)?.size ?? 0;
    this.#byOwner.delete(owner);
  }
}
