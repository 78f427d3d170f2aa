import type { TenantId } from '../tenancy/index.ts';
import type { CellId } from './placement.ts';

/** What a tenant takes of a cell's limits. */
export type Demand = {
  readonly partitions: number;
  readonly groups: number;
};

/** Which sourced limits hold for a cell. */
export type LimitProfileName = 'msk-serverless' | 'msk-provisioned' | 'embedded';

export type Cell = {
  readonly id: CellId;
  /** `shared` takes pool and bridge tenants; `silo` belongs to one tenant. */
  readonly kind: 'shared' | 'silo';
  readonly profile: LimitProfileName;
  readonly used: Demand;
};

/** The cells of the platform, what is claimed of each, and the metered budget of each. */
export interface CellDirectory {
  /** In order of id. */
  list(): Promise<readonly Cell[]>;

  /** Adds an empty cell; twice equals once, and the second time changes nothing. */
  add(cell: Omit<Cell, 'used'>): Promise<void>;

  /** Takes a cell out of the directory with all that was claimed of it; twice equals once. */
  remove(cell: CellId): Promise<void>;

  /**
   * Books `demand` for the tenant on the cell, in one transaction with the check against the limits of its profile. A second
   * claim of the same tenant on the same cell replaces the first.
   *
   * @throws {CellFull} what was booked before still is, and nothing else.
   * @throws {CellUnknown}
   */
  claim(cell: CellId, tenant: TenantId, demand: Demand): Promise<void>;

  /** Gives back what the tenant claimed on the cell; twice equals once, and so does a cell that is gone. */
  release(cell: CellId, tenant: TenantId): Promise<void>;

  /**
   * Takes from the cell's budget of partition creations and deletions, by the rules of `spend`. `waitMs` is 0 when it was taken;
   * otherwise nothing was taken and the budget will allow it after that time. A cell without such a limit never waits.
   *
   * @throws {CellUnknown}
   */
  meter(cell: CellId, partitionChanges: number): Promise<{ readonly waitMs: number }>;
}

/** Clusters of their own, for silo tenants. */
export interface ClusterAdmin {
  /** Starts to create the cluster; twice equals once. Made only when `state` says `active`. */
  create(cell: CellId, tenant: TenantId): Promise<void>;
  state(cell: CellId): Promise<'creating' | 'active' | 'deleting' | 'absent'>;
  /** Starts to delete the cluster with all that is in it; twice equals once. */
  remove(cell: CellId): Promise<void>;
}
