import type { EpochMs } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { type HeldBranchKey, holdBranchKey, isUsable, takeSecret } from './data-key.ts';
import type { KeyVault } from './key-vault.ts';
import { type SealingTools, TenantSealer } from './sealer.ts';
import type { ShredWatch } from './shred-watch.ts';
import { SingleFlight } from './single-flight.ts';

type Held = { readonly branch: HeldBranchKey; readonly sealer: TenantSealer };

/** The sealers of one process, one for each tenant that it lately sealed for. */
export class Sealers {
  readonly #vault: KeyVault;
  readonly #shreds: ShredWatch;
  readonly #tools: SealingTools;
  readonly #flights = new SingleFlight();
  readonly #held = new Map<TenantId, Held>();

  constructor(vault: KeyVault, shreds: ShredWatch, tools: SealingTools) {
    this.#vault = vault;
    this.#shreds = shreds;
    this.#tools = tools;
  }

  get size(): number {
    return this.#held.size;
  }

  /**
   * Leased anew; `undefined` where none is held that may be used now. What is held has no tombstone that the process
   * knows of.
   */
  ready(tenant: TenantId, now: EpochMs): TenantSealer | undefined {
    const held = this.#held.get(tenant);
    if (held === undefined || !isUsable(held.branch, now)) {
      return undefined;
    }
    held.sealer.lease(now);
    return held.sealer;
  }

  /**
   * @throws {KeysMissing}
   * @throws {KeysShredded}
   */
  fetch(tenant: TenantId): Promise<void> {
    return this.#flights.run(tenant, async () => {
      const askedAt = this.#tools.clock.now();
      const branch = holdBranchKey(await this.#vault.branchKey(tenant, 'current'), askedAt);
      // After the branch key: if the keys are discarded in between, the pair is of a covered version, never a mixed one.
      const routing = takeSecret(await this.#vault.routingKey(tenant));
      this.#release(tenant);
      if (this.#shreds.tombstoneOf(tenant, branch.version) === undefined) {
        const sealer = new TenantSealer({ branch, routing }, this.#tools);
        this.#held.set(tenant, { branch, sealer });
      }
    });
  }

  /** Lets go of all that may not be used any more. A lease that is running outlives the age of its key, but no tombstone. */
  sweep(now: EpochMs): void {
    for (const [tenant, { branch, sealer }] of this.#held) {
      if (this.#shreds.tombstoneOf(tenant, branch.version) !== undefined) {
        sealer.end();
        this.#release(tenant);
      } else if (!isUsable(branch, now)) {
        this.#release(tenant);
      }
    }
  }

  #release(tenant: TenantId): void {
    const held = this.#held.get(tenant);
    if (held !== undefined) {
      this.#tools.routes.forget(held.sealer);
      this.#held.delete(tenant);
    }
  }
}
