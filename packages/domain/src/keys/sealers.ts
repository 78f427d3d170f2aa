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

  /** Leased anew. `undefined` where none is held that may be used now. */
  ready(tenant: TenantId, now: EpochMs): TenantSealer | undefined {
    const held = this.#held.get(tenant);
    if (held === undefined || !this.#mayUse(held, now)) {
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
      this.#held.get(tenant)?.sealer.end();
      this.#held.set(tenant, {
        branch,
        sealer: new TenantSealer({ branch, routing }, this.#tools),
      });
    });
  }

  /** Lets go of all that may not be used any more. */
  sweep(now: EpochMs): void {
    for (const [tenant, held] of this.#held) {
      if (!this.#mayUse(held, now)) {
        held.sealer.end();
        this.#held.delete(tenant);
      }
    }
    this.#tools.routes.deleteWhere(({ sealer }) => sealer.hasEnded);
  }

  #mayUse({ branch }: Held, now: EpochMs): boolean {
    return (
      isUsable(branch, now) && this.#shreds.tombstoneOf(branch.tenant, branch.version) === undefined
    );
  }
}
