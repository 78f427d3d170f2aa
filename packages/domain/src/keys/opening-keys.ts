import type { Clock, EpochMs } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import {
  type DataKey,
  deriveDataKey,
  type HeldBranchKey,
  holdBranchKey,
  isUsable,
} from './data-key.ts';
import { copyOfSalt, hasSalt, saltTextOf } from './envelope.ts';
import { KeysShredded } from './errors.ts';
import type { KeyVault } from './key-vault.ts';
import type { RecentMap } from './recent-map.ts';
import type { ShredWatch } from './shred-watch.ts';
import { SingleFlight } from './single-flight.ts';

/** One branch key and the data keys that were derived from it. */
export class OpeningKey {
  readonly branch: HeldBranchKey;
  /** By salt: it is random, so two publishers do not meet in one; where a forger makes them, `branch` tells them apart. */
  readonly #dataKeys: RecentMap<string, DataKey>;
  #latest: DataKey | undefined;

  constructor(branch: HeldBranchKey, dataKeys: RecentMap<string, DataKey>) {
    this.branch = branch;
    this.#dataKeys = dataKeys;
  }

  /** A tenant's records come mostly from one publisher in a row, so the latest key is tried first. */
  dataKeyFor(sealed: Buffer): DataKey {
    if (this.#latest === undefined || !hasSalt(sealed, this.#latest)) {
      this.#latest = this.#find(sealed);
    }
    return this.#latest;
  }

  #find(sealed: Buffer): DataKey {
    const salt = saltTextOf(sealed);
    const known = this.#dataKeys.get(salt);
    if (known?.branch === this.branch) {
      return known;
    }
    const key = deriveDataKey(this.branch, copyOfSalt(sealed));
    this.#dataKeys.set(salt, key);
    return key;
  }
}

/** The keys with which one process lately opened envelopes. */
export class OpeningKeys {
  readonly #vault: KeyVault;
  readonly #shreds: ShredWatch;
  readonly #clock: Clock;
  readonly #flights = new SingleFlight();
  readonly #held = new Map<TenantId, Map<number, OpeningKey>>();
  readonly #dataKeys: RecentMap<string, DataKey>;

  constructor({
    vault,
    shreds,
    clock,
    dataKeys,
  }: {
    readonly vault: KeyVault;
    readonly shreds: ShredWatch;
    readonly clock: Clock;
    readonly dataKeys: RecentMap<string, DataKey>;
  }) {
    this.#vault = vault;
    this.#shreds = shreds;
    this.#clock = clock;
    this.#dataKeys = dataKeys;
  }

  /** Tenants of which a key is held. */
  get size(): number {
    return this.#held.size;
  }

  /** `undefined` where none is held that may be used now. What is held has no tombstone that the process knows of. */
  ready(tenant: TenantId, version: number, now: EpochMs): OpeningKey | undefined {
    const key = this.#held.get(tenant)?.get(version);
    return key !== undefined && isUsable(key.branch, now) ? key : undefined;
  }

  /**
   * Resolves once the key is held or its tombstone is known.
   *
   * @throws {KeysMissing}
   */
  fetch(tenant: TenantId, version: number): Promise<void> {
    return this.#flights.run(`${tenant}:${version}`, async () => {
      const askedAt = this.#clock.now();
      try {
        const branch = holdBranchKey(await this.#vault.branchKey(tenant, version), askedAt);
        if (this.#shreds.tombstoneOf(tenant, version) === undefined) {
          this.#hold(new OpeningKey(branch, this.#dataKeys));
        }
      } catch (cause) {
        if (!(cause instanceof KeysShredded)) {
          throw cause;
        }
        await this.#shreds.readAnew();
        if (this.#shreds.tombstoneOf(tenant, version) === undefined) {
          throw cause;
        }
      }
    });
  }

  /** Lets go of all that may not be used any more. */
  sweep(now: EpochMs): void {
    for (const [tenant, versions] of this.#held) {
      for (const [version, { branch }] of versions) {
        if (!isUsable(branch, now) || this.#shreds.tombstoneOf(tenant, version) !== undefined) {
          versions.delete(version);
        }
      }
      if (versions.size === 0) {
        this.#held.delete(tenant);
      }
    }
    this.#dataKeys.deleteWhere(
      ({ branch }) => this.#held.get(branch.tenant)?.get(branch.version)?.branch !== branch,
    );
  }

  #hold(key: OpeningKey): void {
    const { tenant, version } = key.branch;
    const versions = this.#held.get(tenant);
    if (versions === undefined) {
      this.#held.set(tenant, new Map([[version, key]]));
    } else {
      versions.set(version, key);
    }
  }
}
