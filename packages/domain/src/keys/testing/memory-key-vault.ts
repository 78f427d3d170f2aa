import { randomBytes } from 'node:crypto';
import type { EpochMs } from '@tributary/kernel';
import type { TenantId } from '../../tenancy/index.ts';
import { KeysMissing, KeysShredded } from '../errors.ts';
import type { BranchKey, KeyStatus, KeyVault, TenantTombstone, Tombstone } from '../key-vault.ts';

const KEY_BYTES = 32;

type Keys = { readonly versions: Map<number, Buffer>; readonly routing: Buffer };

/** A vault for tests: it forgets everything with the process. */
export class MemoryKeyVault implements KeyVault {
  readonly #keys = new Map<TenantId, Keys>();
  readonly #feed: Tombstone[] = [];

  async create(tenant: TenantId): Promise<void> {
    this.#refuseDestroyed(tenant);
    if (!this.#keys.has(tenant)) {
      const first = this.#discardedThrough(tenant) + 1;
      this.#keys.set(tenant, {
        versions: new Map([[first, randomBytes(KEY_BYTES)]]),
        routing: randomBytes(KEY_BYTES),
      });
    }
  }

  async rotate(tenant: TenantId): Promise<number> {
    const { versions } = this.#keysOf(tenant);
    const next = Math.max(...versions.keys()) + 1;
    versions.set(next, randomBytes(KEY_BYTES));
    return next;
  }

  async branchKey(tenant: TenantId, version: number | 'current'): Promise<BranchKey> {
    if (version !== 'current' && version <= this.#discardedThrough(tenant)) {
      throw new KeysShredded(tenant);
    }
    const { versions } = this.#keysOf(tenant);
    const wanted = version === 'current' ? Math.max(...versions.keys()) : version;
    const material = versions.get(wanted);
    if (material === undefined) {
      throw new KeysMissing({ tenant, version: wanted });
    }
    return { tenant, version: wanted, material: Buffer.from(material) };
  }

  async routingKey(tenant: TenantId): Promise<Buffer> {
    return Buffer.from(this.#keysOf(tenant).routing);
  }

  async destroy(tenant: TenantId, at: EpochMs): Promise<TenantTombstone> {
    const standing = this.#tombstoneOf(tenant);
    if (standing !== undefined) {
      return standing;
    }
    const sequence = this.#feed.length + 1;
    const tombstone = { kind: 'tenant', tenant, destroyedAt: at, sequence } as const;
    this.#feed.push(tombstone);
    this.#keys.delete(tenant);
    return tombstone;
  }

  async discard(tenant: TenantId, at: EpochMs): Promise<void> {
    const keys = this.#keys.get(tenant);
    if (keys !== undefined) {
      const through = Math.max(...keys.versions.keys());
      const sequence = this.#feed.length + 1;
      this.#feed.push({ kind: 'versions', tenant, through, destroyedAt: at, sequence });
      this.#keys.delete(tenant);
    }
  }

  async status(tenant: TenantId): Promise<KeyStatus> {
    const tombstone = this.#tombstoneOf(tenant);
    if (tombstone !== undefined) {
      return { kind: 'destroyed', tombstone };
    }
    const keys = this.#keys.get(tenant);
    return keys === undefined
      ? { kind: 'absent' }
      : { kind: 'present', versions: [...keys.versions.keys()] };
  }

  async shredFeed(after: number): Promise<readonly Tombstone[]> {
    return this.#feed.filter(({ sequence }) => sequence > after);
  }

  #keysOf(tenant: TenantId): Keys {
    this.#refuseDestroyed(tenant);
    const keys = this.#keys.get(tenant);
    if (keys === undefined) {
      throw new KeysMissing({ tenant });
    }
    return keys;
  }

  #refuseDestroyed(tenant: TenantId): void {
    if (this.#tombstoneOf(tenant) !== undefined) {
      throw new KeysShredded(tenant);
    }
  }

  #tombstoneOf(tenant: TenantId): TenantTombstone | undefined {
    return this.#feed
      .filter((entry) => entry.kind === 'tenant')
      .find((entry) => entry.tenant === tenant);
  }

  #discardedThrough(tenant: TenantId): number {
    const discards = this.#feed.filter((entry) => entry.kind === 'versions');
    return discards.findLast((entry) => entry.tenant === tenant)?.through ?? 0;
  }
}
