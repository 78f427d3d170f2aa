import type {
  AccessControl,
  ClusterSessions,
  KafkaCluster,
  Tokens,
} from '@tributary/domain/access';
import type {
  AttemptJournal,
  ConsumerInvoker,
  ProjectionStore,
  Quarantine,
  Subscriptions,
} from '@tributary/domain/consumption';
import type { CertificateSigner, CertificateStore } from '@tributary/domain/erasure';
import type { ControlEvent } from '@tributary/domain/events';
import type { KeyVault } from '@tributary/domain/keys';
import type {
  Catalogue,
  CellDirectory,
  CellId,
  ClusterAdmin,
  LimitProfileName,
} from '@tributary/domain/placement';
import type { OperationId, TenantId, TenantRegistry } from '@tributary/domain/tenancy';
import type { StreamName } from '@tributary/domain/topics';
import type { Clock } from '@tributary/kernel';

/**
 * Resolves once the event is acknowledged on `platform.control`.
 *
 * @param mayBeThere an earlier attempt may have written this event: look from its time on before writing it again.
 */
export type PublishControlEvent = (
  event: ControlEvent,
  options: { readonly mayBeThere: boolean },
) => Promise<void>;

/** Shows that events of a tenant come through to the consumers of a stream. */
export interface ReadinessProbe {
  /**
   * Publishes a probe event for the tenant, as a publisher would, and resolves once every consumer of the stream has answered it.
   * `probe` is a UUID that names it; given again, the event may be there already.
   *
   * @throws {ReadinessUnproven} no answer came in time.
   */
  probe(tenant: TenantId, stream: StreamName, probe: string): Promise<void>;
}

/** Starts what `begin...` has reserved: the queue of this process, or an execution of a state machine. */
export interface OperationStarter {
  /** Resolves once it will be run. Twice equals once: the operation's id names the execution. */
  start(operation: OperationId): Promise<void>;
}

/** How long what was true before a change may still be acted upon. */
export type Waits = {
  /** A publisher may use a placement that it has read for so long. */
  readonly leaseMs: number;
  /** Between the clocks of two processes. */
  readonly skewMs: number;
  /** A record that was sent within the lease may arrive so much later. */
  readonly deliveryTimeoutMs: number;
  /** Between two looks at something that is on its way: a cluster, another operation. */
  readonly pollMs: number;
};

/** When copies of keys and plaintext are gone that no delete reaches. */
export type ErasureBounds = {
  /** Processes read the shred feed at least so often before they use a key. */
  readonly shredFeedMs: number;
  /** For so long after the keys are destroyed a consumer of a pool opens records of the tenant and writes what it makes of them. */
  readonly lastEffectMs: number;
  /** No process keeps an unwrapped key for longer. */
  readonly keyCacheMs: number;
  /** For so long the key table can be restored to a moment before the deletion. */
  readonly keyRecoveryMs: number;
};

export type ReplayPace = {
  readonly recordsPerSecond: number;
  readonly pageRecords: number;
  readonly pageBytes: number;
};

/** The shared cells that a deployment begins with, and what a silo is made as. */
export type CellPlan = {
  readonly shared: readonly { readonly id: CellId; readonly profile: LimitProfileName }[];
  readonly siloProfile: LimitProfileName;
};

/** Everything that the sagas touch. */
export type ProvisioningPorts = {
  readonly clock: Clock;
  /** A new UUID. */
  readonly newId: () => string;
  readonly catalogue: Catalogue;
  readonly cellPlan: CellPlan;

  readonly registry: TenantRegistry;
  readonly cells: CellDirectory;
  readonly clusters: ClusterAdmin;
  /** How policies name the cluster of a cell; asked once the cluster is there. */
  readonly clusterOf: (cell: CellId) => Promise<KafkaCluster>;
  readonly sessions: ClusterSessions;
  readonly vault: KeyVault;
  readonly access: AccessControl;
  readonly tokens: Pick<Tokens, 'revokeAll'>;
  readonly subscriptions: Subscriptions;
  readonly projections: ProjectionStore;
  readonly quarantine: Quarantine;
  readonly journal: AttemptJournal;
  readonly certificates: CertificateStore;
  readonly signer: CertificateSigner;
  readonly invoker: ConsumerInvoker;
  readonly readiness: ReadinessProbe;
  readonly publishControlEvent: PublishControlEvent;

  readonly waits: Waits;
  readonly erasureBounds: ErasureBounds;
  readonly replayPace: ReplayPace;
  /** Caps what the steps ask for, so that a machine of one's own does not wait as long as a region. */
  readonly retryLimits: { readonly maxAttempts: number; readonly maxIntervalMs: number };
};
