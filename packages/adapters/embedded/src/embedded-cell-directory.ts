import {
  addDemand,
  assertFits,
  type BudgetState,
  type Cell,
  type CellDirectory,
  type CellId,
  CellUnknown,
  cellId,
  type Demand,
  NO_DEMAND,
  partitionBudget,
  spend,
} from '@tributary/domain/placement';
import type { TenantId } from '@tributary/domain/tenancy';
import type { Clock } from '@tributary/kernel';
import { document, integer, type Row, text } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';

export class EmbeddedCellDirectory implements CellDirectory {
  readonly #control: SqliteFile;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(control: SqliteFile, clock: Pick<Clock, 'now'>) {
    this.#control = control;
    this.#clock = clock;
  }

  async list(): Promise<readonly Cell[]> {
    return this.#control.all('SELECT * FROM cells ORDER BY id').map(cell);
  }

  async add({ id, kind, profile }: Omit<Cell, 'used'>): Promise<void> {
    this.#control.run(
      'INSERT INTO cells (id, kind, profile) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      id,
      kind,
      profile,
    );
  }

  async remove(id: CellId): Promise<void> {
    this.#control.transaction(() => {
      this.#control.run('DELETE FROM claims WHERE cell = ?', id);
      this.#control.run('DELETE FROM cells WHERE id = ?', id);
    });
  }

  async claim(id: CellId, tenant: TenantId, demand: Demand): Promise<void> {
    this.#control.transaction(() => {
      const { used, ...rest } = this.#cell(id);
      const others = minus(used, this.#claimed(id, tenant));
      assertFits({ ...rest, used: others }, demand);
      this.#control.run(
        'INSERT OR REPLACE INTO claims (cell, tenant, partitions, groups) VALUES (?, ?, ?, ?)',
        id,
        tenant,
        demand.partitions,
        demand.groups,
      );
      this.#use(id, addDemand(others, demand));
    });
  }

  async release(id: CellId, tenant: TenantId): Promise<void> {
    this.#control.transaction(() => {
      const claimed = this.#claimed(id, tenant);
      const { changes } = this.#control.run(
        'DELETE FROM claims WHERE cell = ? AND tenant = ?',
        id,
        tenant,
      );
      if (changes > 0) {
        this.#use(id, minus(this.#cell(id).used, claimed));
      }
    });
  }

  async meter(id: CellId, partitionChanges: number): Promise<{ readonly waitMs: number }> {
    return this.#control.transaction(() => {
      const row = this.#row(id);
      const limit = partitionBudget(cell(row).profile);
      if (limit === undefined) {
        return { waitMs: 0 };
      }
      const { state, waitMs } = spend(
        document<BudgetState>(row, 'budget'),
        partitionChanges,
        this.#clock.now(),
        limit,
      );
      this.#control.run('UPDATE cells SET budget = ? WHERE id = ?', JSON.stringify(state), id);
      return { waitMs };
    });
  }

  #cell(id: CellId): Cell {
    return cell(this.#row(id));
  }

  #row(id: CellId): Row {
    const row = this.#control.get('SELECT * FROM cells WHERE id = ?', id);
    if (row === undefined) {
      throw new CellUnknown(id);
    }
    return row;
  }

  #claimed(id: CellId, tenant: TenantId): Demand {
    const row = this.#control.get('SELECT * FROM claims WHERE cell = ? AND tenant = ?', id, tenant);
    return row === undefined ? NO_DEMAND : demandOf(row);
  }

  #use(id: CellId, { partitions, groups }: Demand): void {
    this.#control.run(
      'UPDATE cells SET partitions = ?, groups = ? WHERE id = ?',
      partitions,
      groups,
      id,
    );
  }
}

function cell(row: Row): Cell {
  return {
    id: cellId(text(row, 'id')),
    kind: oneOf(text(row, 'kind'), ['shared', 'silo']),
    profile: oneOf(text(row, 'profile'), ['msk-serverless', 'msk-provisioned', 'embedded']),
    used: demandOf(row),
  };
}

function demandOf(row: Row): Demand {
  return { partitions: integer(row, 'partitions'), groups: integer(row, 'groups') };
}

function oneOf<Choice extends string>(value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw new TypeError(`"${value}" is none of ${choices.join(', ')}`);
  }
  return found;
}

function minus(a: Demand, b: Demand): Demand {
  return { partitions: a.partitions - b.partitions, groups: a.groups - b.groups };
}
