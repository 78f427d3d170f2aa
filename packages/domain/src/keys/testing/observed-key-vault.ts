import type { EpochMs } from '@tributary/kernel';
import type { TenantId } from '../../tenancy/index.ts';
import type { BranchKey, KeyStatus, KeyVault, TenantTombstone, Tombstone } from '../key-vault.ts';

/** Passes every call on, counts the reads, and keeps hold of the bytes that it gave out. For tests. */
export class ObservedKeyVault implements KeyVault {
  readonly #vault: KeyVault;
  readonly reads: string[] = [];
  readonly given: Buffer[] = [];
  /** Runs when the vault has read and before the caller is told. */
  meanwhile: (read: string) => Promise<void> = async () => {};

  constructor(vault: KeyVault) {
    this.#vault = vault;
  }

  /** How often reads that begin so were asked for, since the last time they were counted. */
  countReads(beginning: string): number {
    const counted = this.reads.filter((read) => read.startsWith(beginning)).length;
    this.reads.length = 0;
    return counted;
  }

  async branchKey(tenant: TenantId, version: number | 'current'): Promise<BranchKey> {
    const key = await this.#read(`branch ${tenant} ${version}`, () =>
      this.#vault.branchKey(tenant, version),
    );
    this.given.push(key.material);
    return key;
  }

  async routingKey(tenant: TenantId): Promise<Buffer> {
    const key = await this.#read(`routing ${tenant}`, () => this.#vault.routingKey(tenant));
    this.given.push(key);
    return key;
  }

  shredFeed(after: number): Promise<readonly Tombstone[]> {
    return this.#read(`feed ${after}`, () => this.#vault.shredFeed(after));
  }

  create(tenant: TenantId): Promise<void> {
    return this.#vault.create(tenant);
  }

  rotate(tenant: TenantId): Promise<number> {
    return this.#vault.rotate(tenant);
  }

  destroy(tenant: TenantId, at: EpochMs): Promise<TenantTombstone> {
    return this.#vault.destroy(tenant, at);
  }

  discard(tenant: TenantId, at: EpochMs): Promise<void> {
    return this.#vault.discard(tenant, at);
  }

  status(tenant: TenantId): Promise<KeyStatus> {
    return this.#vault.status(tenant);
  }

  async #read<Result>(read: string, ask: () => Promise<Result>): Promise<Result> {
    this.reads.push(read);
    const result = await ask();
    await this.meanwhile(read);
    return result;
  }
}
