import type { Clock, EpochMs } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import {
  type DataKey,
  deriveDataKey,
  type HeldBranchKey,
  holdBranchKey,
  isUsable,
} from './data-key.ts';
import { saltOf, saltTextOf } from './envelope.ts';
import { KeysShredded } from './errors.ts';
import type { KeyVault } from './key-vault.ts';
import { RecentMap } from './recent-map.ts';
import type { ShredWatch } from './shred-watch.ts';
import { SingleFlight } from './single-flight.ts';

/** The keys with which one process lately opened envelopes. */
export class OpeningKeys {
  readonly #vault: KeyVault;
  readonly #shreds: ShredWatch;
  readonly #clock: Clock;
  readonly #flights = new SingleFlight();
  readonly #branches = new Map<TenantId, Map<number, HeldBranchKey>>();
  /** By salt: it is random, so two publishers do not meet in one; where a forger makes them, `branch` tells them apart. */
  readonly #dataKeys: RecentMap<string, DataKey>;

  constructor({
    vault,
    shreds,
    clock,
    maxDataKeys,
  }: {
    readonly vault: KeyVault;
    readonly shreds: ShredWatch;
    readonly clock: Clock;
    readonly maxDataKeys: number;
  }) {
    this.#vault = vault;
    this.#shreds = shreds;
    this.#clock = clock;
    this.#dataKeys = new RecentMap(maxDataKeys);
  }

  /** `undefined` where none is held that may be used now. */
  branch(tenant: TenantId, version: number, now: EpochMs): HeldBranchKey | undefined {
    const branch = this.#branches.get(tenant)?.get(version);
    return branch !== undefined && isUsable(branch, now) ? branch : undefined;
  }

  dataKey(branch: HeldBranchKey, sealed: Buffer): DataKey {
    const salt = saltTextOf(sealed);
    const known = this.#dataKeys.get(salt);
    if (known?.branch === branch) {
      return known;
    }
    const key = deriveDataKey(branch, Buffer.from(saltOf(sealed)));
    this.#dataKeys.set(salt, key);
    return key;
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
        this.#hold(holdBranchKey(await this.#vault.branchKey(tenant, version), askedAt));
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
    for (const [tenant, versions] of this.#branches) {
      for (const [version, branch] of versions) {
        if (!isUsable(branch, now) || this.#shreds.tombstoneOf(tenant, version) !== undefined) {
          versions.delete(version);
        }
      }
      if (versions.size === 0) {
        this.#branches.delete(tenant);
      }
    }
    this.#dataKeys.deleteWhere(
      ({ branch }) => this.#branches.get(branch.tenant)?.get(branch.version) !== branch,
    );
  }

  #hold(branch: HeldBranchKey): void {
    const versions = this.#branches.get(branch.tenant);
    if (versions === undefined) {
      this.#branches.set(branch.tenant, new Map([[branch.version, branch]]));
    } else {
      versions.set(branch.version, branch);
    }
  }
}
