import { type Clock, type EpochMs, SECOND_MS } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { isWithin } from './is-within.ts';
import type { KeyVault, Tombstone } from './key-vault.ts';

/** How old a process's reading of the shred feed may be when a key is used, where nothing else is said. */
export const SHRED_FEED_MAX_AGE_MS = 30 * SECOND_MS;

/** What one process knows of the shred feed. */
export class ShredWatch {
  readonly #vault: KeyVault;
  readonly #clock: Clock;
  readonly #tombstones = new Map<TenantId, Tombstone>();
  readonly #onRead: () => void;
  readonly #maxAgeMs: number;
  #after = 0;
  #readAt: EpochMs | undefined;
  #reading: Promise<void> | undefined;

  constructor({
    vault,
    clock,
    onRead,
    maxAgeMs = SHRED_FEED_MAX_AGE_MS,
  }: {
    readonly vault: KeyVault;
    readonly clock: Clock;
    /** Called once after each reading. */
    readonly onRead: () => void;
    readonly maxAgeMs?: number;
  }) {
    this.#vault = vault;
    this.#clock = clock;
    this.#onRead = onRead;
    this.#maxAgeMs = maxAgeMs;
  }

  isFresh(now: EpochMs): boolean {
    return this.#readAt !== undefined && isWithin(now - this.#readAt, this.#maxAgeMs);
  }

  /** Reads what the feed has got since the last reading. Callers at the same time share one reading. */
  read(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** As `read`, by a reading that begins after this call. */
  async readAnew(): Promise<void> {
    await this.#reading;
    await this.read();
  }

  /** The tombstone that covers this version, as far as the feed was read. */
  tombstoneOf(tenant: TenantId, version: number): Tombstone | undefined {
    const tombstone = this.#tombstones.get(tenant);
    return tombstone !== undefined && covers(tombstone, version) ? tombstone : undefined;
  }

  isDestroyed(tenant: TenantId): boolean {
    return this.#tombstones.get(tenant)?.kind === 'tenant';
  }

  async #readOn(): Promise<void> {
    const startedAt = this.#clock.now();
    for (const tombstone of await this.#vault.shredFeed(this.#after)) {
      this.#tombstones.set(tombstone.tenant, tombstone);
      this.#after = tombstone.sequence;
    }
    this.#readAt = startedAt;
    this.#onRead();
  }
}

function covers(tombstone: Tombstone, version: number): boolean {
  return tombstone.kind === 'tenant' || version <= tombstone.through;
}
