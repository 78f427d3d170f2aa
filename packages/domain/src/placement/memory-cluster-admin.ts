import type { TenantId } from '../tenancy/index.ts';
import type { ClusterAdmin } from './cells.ts';
import type { CellId } from './placement.ts';

type ClusterState = Awaited<ReturnType<ClusterAdmin['state']>>;

/** Clusters that are only names; each takes until `settle` to come and to go. For tests. */
export class MemoryClusterAdmin implements ClusterAdmin {
  readonly #states = new Map<CellId, ClusterState>();

  async create(cell: CellId, _tenant: TenantId): Promise<void> {
    if (!this.#states.has(cell)) {
      this.#states.set(cell, 'creating');
    }
  }

  async state(cell: CellId): Promise<ClusterState> {
    return this.#states.get(cell) ?? 'absent';
  }

  async remove(cell: CellId): Promise<void> {
    if (this.#states.has(cell)) {
      this.#states.set(cell, 'deleting');
    }
  }

  settle(): void {
    for (const [cell, state] of [...this.#states]) {
      if (state === 'deleting') {
        this.#states.delete(cell);
      } else {
        this.#states.set(cell, 'active');
      }
    }
  }
}
