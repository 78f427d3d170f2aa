import type { Clock } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { type BudgetState, partitionBudget, spend, UNSPENT } from './budget.ts';
import type { Cell, CellDirectory, Demand } from './cells.ts';
import { CellUnknown } from './errors.ts';
import { addDemand, assertFits, NO_DEMAND } from './limits.ts';
import type { CellId } from './placement.ts';

type Shelf = {
  readonly cell: Omit<Cell, 'used'>;
  readonly claims: ReadonlyMap<TenantId, Demand>;
  readonly spent: BudgetState;
};

/** A directory that forgets with its process: the port's shortest reading, for tests. */
export class MemoryCellDirectory implements CellDirectory {
  readonly #shelves = new Map<CellId, Shelf>();
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async list(): Promise<readonly Cell[]> {
    return [...this.#shelves.values()]
      .map(({ cell, claims }) => ({ ...cell, used: usedBy(claims) }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  async add(cell: Omit<Cell, 'used'>): Promise<void> {
    if (!this.#shelves.has(cell.id)) {
      this.#shelves.set(cell.id, { cell, claims: new Map(), spent: UNSPENT });
    }
  }

  async remove(cell: CellId): Promise<void> {
    this.#shelves.delete(cell);
  }

  async claim(id: CellId, tenant: TenantId, demand: Demand): Promise<void> {
    const shelf = this.#shelf(id);
    const others = without(shelf.claims, tenant);
    assertFits({ ...shelf.cell, used: usedBy(others) }, demand);
    this.#shelves.set(id, { ...shelf, claims: new Map([...others, [tenant, demand]]) });
  }

  async release(id: CellId, tenant: TenantId): Promise<void> {
    const shelf = this.#shelves.get(id);
    if (shelf !== undefined) {
      this.#shelves.set(id, { ...shelf, claims: without(shelf.claims, tenant) });
    }
  }

  async meter(id: CellId, partitionChanges: number): Promise<{ readonly waitMs: number }> {
    const shelf = this.#shelf(id);
    const limit = partitionBudget(shelf.cell.profile);
    if (limit === undefined) {
      return { waitMs: 0 };
    }
    const { state, waitMs } = spend(shelf.spent, partitionChanges, this.#clock.now(), limit);
    this.#shelves.set(id, { ...shelf, spent: state });
    return { waitMs };
  }

  #shelf(id: CellId): Shelf {
    const shelf = this.#shelves.get(id);
    if (shelf === undefined) {
      throw new CellUnknown(id);
    }
    return shelf;
  }
}

function usedBy(claims: ReadonlyMap<TenantId, Demand>): Demand {
  return [...claims.values()].reduce(addDemand, NO_DEMAND);
}

function without(
  claims: ReadonlyMap<TenantId, Demand>,
  tenant: TenantId,
): ReadonlyMap<TenantId, Demand> {
  return new Map([...claims].filter(([other]) => other !== tenant));
}
