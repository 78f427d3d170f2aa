import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Embedded, openEmbedded } from '@tributary/adapter-embedded';
import { cellId } from '@tributary/domain/placement';
import { type Clock, DAY_MS, HOUR_MS, MIB, SECOND_MS } from '@tributary/kernel';
import { controlEventWriter } from '../control-event-writer.ts';
import { ensurePlatform } from '../ensure-platform.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { JumpingClock } from './jumping-clock.ts';
import { SimulatedConsumers } from './simulated-consumers.ts';
import { testCatalogue } from './test-catalogue.ts';
import { testSigner } from './test-signer.ts';

export const CELL = cellId('cell-1');

/** Everything that the sagas touch, in a directory; only publishers and consumers are simulated. */
export class ProvisioningRig implements AsyncDisposable {
  readonly embedded: Embedded;
  readonly consumers: SimulatedConsumers;
  readonly ports: ProvisioningPorts;

  constructor(embedded: Embedded, clock: Clock) {
    const { registry, sessions, subscriptions, projections } = embedded;
    this.embedded = embedded;
    this.consumers = new SimulatedConsumers({
      clock,
      registry,
      sessions,
      subscriptions,
      projections,
    });
    this.ports = {
      clock,
      newId: countedIds(),
      catalogue: testCatalogue,
      cellPlan: { shared: [{ id: CELL, profile: 'embedded' }], siloProfile: 'embedded' },
      registry,
      cells: embedded.cells,
      clusters: embedded.clusters,
      clusterOf: async (cell) => embedded.clusterOf(cell),
      sessions,
      vault: embedded.vault,
      access: embedded.access,
      tokens: embedded.tokens,
      subscriptions,
      projections,
      quarantine: embedded.quarantine,
      journal: embedded.journal,
      certificates: embedded.certificates,
      signer: testSigner(),
      invoker: this.consumers,
      readiness: this.consumers,
      publishControlEvent: controlEventWriter({ sessions, cell: CELL }),
      waits: {
        leaseMs: 2 * SECOND_MS,
        skewMs: 100,
        deliveryTimeoutMs: SECOND_MS,
        pollMs: SECOND_MS,
      },
      erasureBounds: {
        shredFeedMs: 30 * SECOND_MS,
        lastEffectMs: 40 * SECOND_MS,
        keyCacheMs: HOUR_MS,
        keyRecoveryMs: DAY_MS,
      },
      replayPace: { recordsPerSecond: 1_000, pageRecords: 4, pageBytes: MIB },
      retryLimits: { maxAttempts: 3, maxIntervalMs: SECOND_MS },
    };
  }

  static async open(
    directory: string,
    clock: Clock = new JumpingClock(),
  ): Promise<ProvisioningRig> {
    return new ProvisioningRig(await openEmbedded({ directory, clock }), clock);
  }

  /** In a directory that goes with it, with the platform ready for its first tenant. */
  static async fresh(): Promise<ProvisioningRig> {
    const rig = await ProvisioningRig.open(mkdtempSync(FRESH));
    await ensurePlatform(rig.ports);
    return rig;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.embedded[Symbol.asyncDispose]();
    if (this.embedded.directory.startsWith(FRESH)) {
      rmSync(this.embedded.directory, { recursive: true });
    }
  }
}

const FRESH = join(tmpdir(), 'tributary-provisioning-');

/** UUIDs that come in the same order in each run. */
function countedIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    const hex = createHash('sha256').update(`id ${count}`).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
}
