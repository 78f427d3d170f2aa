import type { CellId, ClusterAdmin } from '@tributary/domain/placement';
import type { ClusterFiles } from './log/cluster-files.ts';

/** A cluster is there at once. Once `remove` has resolved its files were overwritten and are gone, as `state` says. */
export class EmbeddedClusterAdmin implements ClusterAdmin {
  readonly #clusters: ClusterFiles;

  constructor(clusters: ClusterFiles) {
    this.#clusters = clusters;
  }

  async create(cell: CellId): Promise<void> {
    await this.#clusters.create(cell);
  }

  async state(cell: CellId): Promise<'active' | 'deleting' | 'absent'> {
    return this.#clusters.state(cell);
  }

  async remove(cell: CellId): Promise<void> {
    await this.#clusters.remove(cell);
  }
}
