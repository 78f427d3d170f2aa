import type { CertificateSigner } from '@tributary/domain/erasure';
import { BRANCH_KEY_MAX_AGE_MS, SHRED_REACH_MS } from '@tributary/domain/keys';
import { cellId } from '@tributary/domain/placement';
import { MIB, SECOND_MS } from '@tributary/kernel';
import { controlEventWriter, type ProvisioningPorts } from '@tributary/provisioning';
import { v7 } from 'uuid';
import { LocalReadiness } from '../local-readiness.ts';
import type { Poller } from '../poller/poller.ts';
import { LOCAL_LEASE_MS, LOCAL_SHRED_FEED_MS, type ProcessPorts } from './process-ports.ts';

/** The one shared cluster of this machine. */
const CELL = cellId('cell-1');

/** What most handlers take for one event. One that takes longer is found by the scan, or by the one of the last date. */
const HANDLER_MS = 250;

export function provisioningPorts({
  poller,
  process,
  signer,
}: {
  readonly process: ProcessPorts;
  readonly poller: Poller;
  readonly signer: CertificateSigner;
}): ProvisioningPorts {
  const { catalogue, clock, embedded, publisher } = process;
  return {
    clock,
    newId: () => v7(),
    catalogue,
    cellPlan: { shared: [{ id: CELL, profile: 'embedded' }], siloProfile: 'embedded' },
    registry: embedded.registry,
    cells: embedded.cells,
    clusters: embedded.clusters,
    clusterOf: (cell) => Promise.resolve(embedded.clusterOf(cell)),
    sessions: embedded.sessions,
    vault: embedded.vault,
    access: embedded.access,
    tokens: embedded.tokens,
    subscriptions: poller.subscriptions,
    projections: embedded.projections,
    quarantine: embedded.quarantine,
    journal: embedded.journal,
    certificates: embedded.certificates,
    signer,
    invoker: poller.invoker,
    readiness: new LocalReadiness({
      publisher,
      projections: embedded.projections,
      catalogue,
      clock,
    }),
    publishControlEvent: controlEventWriter({ sessions: embedded.sessions, cell: CELL }),
    waits: { leaseMs: LOCAL_LEASE_MS, skewMs: 0, deliveryTimeoutMs: 50, pollMs: 50 },
    erasureBounds: {
      shredFeedMs: SHRED_REACH_MS,
      lastEffectMs: LOCAL_SHRED_FEED_MS + HANDLER_MS,
      keyCacheMs: BRANCH_KEY_MAX_AGE_MS,
      keyRecoveryMs: 0,
    },
    replayPace: { recordsPerSecond: 20_000, pageRecords: 500, pageBytes: 4 * MIB },
    retryLimits: { maxAttempts: 5, maxIntervalMs: 2 * SECOND_MS },
  };
}
