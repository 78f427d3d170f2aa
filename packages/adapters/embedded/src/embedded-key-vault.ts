import { randomBytes } from 'node:crypto';
import {
  type BranchKey,
  type KeyStatus,
  KeysMissing,
  KeysShredded,
  type KeyVault,
  KeyVaultUnavailable,
  type TenantTombstone,
  type Tombstone,
} from '@tributary/domain/keys';
import type { TenantId } from '@tributary/domain/tenancy';
import type { EpochMs } from '@tributary/kernel';
import type { CellKey } from './cell-key.ts';
import { bytes, integer, type Row, text } from './columns.ts';
import { StateBusy } from './errors.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { storedTenant } from './stored-names.ts';

const MATERIAL_BYTES = 32;

/**
 * Once `destroy` or `discard` has resolved, neither a key nor a wrapped key is in any byte of the key table, and one that
 * was copied before cannot be told from chance without the cell key.
 */
export class EmbeddedKeyVault implements KeyVault {
  readonly #keys: SqliteFile;
  readonly #cellKey: () => CellKey;

  /** @param cellKey is asked when the first key is wrapped or unwrapped. */
  constructor(keys: SqliteFile, cellKey: () => CellKey) {
    this.#keys = keys;
    this.#cellKey = cellKey;
  }

  async create(tenant: TenantId): Promise<void> {
    this.#transaction('key creation', () => {
      this.#refuseDestroyed(tenant);
      if (this.#current(tenant) === undefined) {
        this.#addVersion(tenant, this.#discardedThrough(tenant) + 1);
        this.#keys.run(
          'INSERT INTO routing_keys (tenant, wrapped) VALUES (?, ?)',
          tenant,
          this.#cellKey().wrap(randomBytes(MATERIAL_BYTES), routingContext(tenant)),
        );
      }
    });
  }

  async rotate(tenant: TenantId): Promise<number> {
    return this.#transaction('key rotation', () => {
      this.#refuseDestroyed(tenant);
      const current = this.#current(tenant);
      if (current === undefined) {
        throw new KeysMissing({ tenant });
      }
      this.#addVersion(tenant, current + 1);
      return current + 1;
    });
  }

  async branchKey(tenant: TenantId, version: number | 'current'): Promise<BranchKey> {
    return this.#reading('key reading', () => {
      this.#refuseDestroyed(tenant);
      if (version !== 'current' && version <= this.#discardedThrough(tenant)) {
        throw new KeysShredded(tenant);
      }
      const wanted = version === 'current' ? this.#current(tenant) : version;
      const row = this.#keys.get(
        'SELECT wrapped FROM branch_keys WHERE tenant = ? AND version = ?',
        tenant,
        wanted ?? 0,
      );
      if (row === undefined || wanted === undefined) {
        throw new KeysMissing({ tenant, version: wanted });
      }
      const material = this.#cellKey().unwrap(bytes(row, 'wrapped'), branchContext(tenant, wanted));
      return { tenant, version: wanted, material };
    });
  }

  async routingKey(tenant: TenantId): Promise<Buffer> {
    return this.#reading('key reading', () => {
      this.#refuseDestroyed(tenant);
      const row = this.#keys.get('SELECT wrapped FROM routing_keys WHERE tenant = ?', tenant);
      if (row === undefined) {
        throw new KeysMissing({ tenant });
      }
      return this.#cellKey().unwrap(bytes(row, 'wrapped'), routingContext(tenant));
    });
  }

  async destroy(tenant: TenantId, at: EpochMs): Promise<TenantTombstone> {
    const tombstone = this.#transaction('key destruction', () => {
      const standing = this.#tombstoneOf(tenant);
      if (standing !== undefined) {
        return standing;
      }
      this.#deleteKeys(tenant);
      const { id } = this.#keys.run(
        `INSERT INTO tombstones (kind, tenant, destroyed_at) VALUES ('tenant', ?, ?)`,
        tenant,
        at,
      );
      return { kind: 'tenant', tenant, destroyedAt: at, sequence: id } as const;
    });
    await this.#scrub();
    return tombstone;
  }

  async discard(tenant: TenantId, at: EpochMs): Promise<void> {
    this.#transaction('key destruction', () => {
      const through = this.#current(tenant);
      if (through !== undefined) {
        this.#deleteKeys(tenant);
        this.#keys.run(
          `INSERT INTO tombstones (kind, tenant, through, destroyed_at) VALUES ('versions', ?, ?, ?)`,
          tenant,
          through,
          at,
        );
      }
    });
    await this.#scrub();
  }

  async status(tenant: TenantId): Promise<KeyStatus> {
    return this.#reading('key status', () => {
      const tombstone = this.#tombstoneOf(tenant);
      if (tombstone !== undefined) {
        return { kind: 'destroyed', tombstone };
      }
      const rows = this.#keys.all(
        'SELECT version FROM branch_keys WHERE tenant = ? ORDER BY version',
        tenant,
      );
      return rows.length === 0
        ? { kind: 'absent' }
        : { kind: 'present', versions: rows.map((row) => integer(row, 'version')) };
    });
  }

  async shredFeed(after: number): Promise<readonly Tombstone[]> {
    return this.#reading('the shred feed', () =>
      this.#keys
        .all('SELECT * FROM tombstones WHERE sequence > ? ORDER BY sequence', after)
        .map(storedTombstone),
    );
  }

  #addVersion(tenant: TenantId, version: number): void {
    this.#keys.run(
      'INSERT INTO branch_keys (tenant, version, wrapped) VALUES (?, ?, ?)',
      tenant,
      version,
      this.#cellKey().wrap(randomBytes(MATERIAL_BYTES), branchContext(tenant, version)),
    );
  }

  #deleteKeys(tenant: TenantId): void {
    this.#keys.run('DELETE FROM branch_keys WHERE tenant = ?', tenant);
    this.#keys.run('DELETE FROM routing_keys WHERE tenant = ?', tenant);
  }

  #current(tenant: TenantId): number | undefined {
    const row = this.#keys.get(
      'SELECT version FROM branch_keys WHERE tenant = ? ORDER BY version DESC LIMIT 1',
      tenant,
    );
    return row && integer(row, 'version');
  }

  #discardedThrough(tenant: TenantId): number {
    const row = this.#keys.get(
      `SELECT through FROM tombstones WHERE tenant = ? AND kind = 'versions'
       ORDER BY sequence DESC LIMIT 1`,
      tenant,
    );
    return row === undefined ? 0 : integer(row, 'through');
  }

  #tombstoneOf(tenant: TenantId): TenantTombstone | undefined {
    const row = this.#keys.get(
      `SELECT * FROM tombstones WHERE tenant = ? AND kind = 'tenant'`,
      tenant,
    );
    return (
      row && {
        kind: 'tenant',
        tenant,
        destroyedAt: integer(row, 'destroyed_at'),
        sequence: integer(row, 'sequence'),
      }
    );
  }

  #refuseDestroyed(tenant: TenantId): void {
    if (this.#tombstoneOf(tenant) !== undefined) {
      throw new KeysShredded(tenant);
    }
  }

  /** Of one moment: keys that were destroyed a moment ago have their tombstone. */
  #reading<Result>(doing: string, work: () => Result): Result {
    return answering(doing, () => this.#keys.snapshot(work));
  }

  #transaction<Result>(doing: string, work: () => Result): Result {
    return answering(doing, () => this.#keys.transaction(work));
  }

  async #scrub(): Promise<void> {
    try {
      await this.#keys.rebuild();
    } catch (cause) {
      throw unavailable(cause, 'key destruction');
    }
  }
}

function answering<Result>(doing: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw unavailable(cause, doing);
  }
}

function unavailable(cause: unknown, doing: string): unknown {
  return cause instanceof StateBusy ? new KeyVaultUnavailable(doing, { cause }) : cause;
}

function branchContext(tenant: TenantId, version: number): string {
  return `branch:${tenant}:${version}`;
}

function routingContext(tenant: TenantId): string {
  return `routing:${tenant}`;
}

function storedTombstone(row: Row): Tombstone {
  const tenant = storedTenant(text(row, 'tenant'));
  const destroyedAt = integer(row, 'destroyed_at');
  const sequence = integer(row, 'sequence');
  return row['kind'] === 'tenant'
    ? { kind: 'tenant', tenant, destroyedAt, sequence }
    : { kind: 'versions', tenant, through: integer(row, 'through'), destroyedAt, sequence };
}
