import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
  AccessControl,
  ClusterSessions,
  KafkaCluster,
  Tokens,
} from '@tributary/domain/access';
import type {
  AttemptJournal,
  ProjectionStore,
  Quarantine,
  Subscriptions,
} from '@tributary/domain/consumption';
import type { CertificateStore } from '@tributary/domain/erasure';
import type { KeyVault } from '@tributary/domain/keys';
import type { CellDirectory, CellId, ClusterAdmin } from '@tributary/domain/placement';
import type { RateBudget, UsageMeter } from '@tributary/domain/quotas';
import type { TenantRegistry } from '@tributary/domain/tenancy';
import { type Clock, type EpochMs, systemClock } from '@tributary/kernel';
import { type Appends, appendsSince } from './appends-since.ts';
import { EmbeddedAccessControl } from './embedded-access-control.ts';
import { EmbeddedAttemptJournal } from './embedded-attempt-journal.ts';
import { EmbeddedCellDirectory } from './embedded-cell-directory.ts';
import { EmbeddedCertificateStore } from './embedded-certificate-store.ts';
import { EmbeddedClusterAdmin } from './embedded-cluster-admin.ts';
import { EmbeddedKeyVault } from './embedded-key-vault.ts';
import { EmbeddedProjectionStore } from './embedded-projection-store.ts';
import { EmbeddedQuarantine } from './embedded-quarantine.ts';
import { EmbeddedRateBudget } from './embedded-rate-budget.ts';
import { EmbeddedSubscriptionTable } from './embedded-subscription-table.ts';
import { EmbeddedTenantRegistry } from './embedded-tenant-registry.ts';
import { EmbeddedTokens } from './embedded-tokens.ts';
import { EmbeddedUsageMeter } from './embedded-usage-meter.ts';
import { clusterOf } from './kafka-cluster-of.ts';
import { type Appended, EmbeddedClusterSessions } from './log/embedded-cluster-sessions.ts';
import { purgeRemoved } from './log/remove-topic.ts';
import { deleteExpired } from './log/retention.ts';
import { StateFiles } from './state-files.ts';

export type EmbeddedOptions = {
  /** Made where there is none. */
  readonly directory: string;
  readonly clock?: Clock;
};

/**
 * Opens the state directory; any number of threads and processes may. Worker threads open it for themselves and share
 * nothing else with the thread that made them.
 *
 * @throws {StateDamaged} of what is opened at once; `check` looks at all of it.
 */
export async function openEmbedded({
  directory,
  clock = systemClock,
}: EmbeddedOptions): Promise<Embedded> {
  const path = resolve(directory);
  for (const part of ['', 'consumers', 'cells', 'quarantine', 'certificates']) {
    mkdirSync(join(path, part), { recursive: true, mode: 0o700 });
  }
  chmodSync(path, 0o700);
  const files = new StateFiles(path);
  files.control.touch();
  return new Embedded(files, clock);
}

/** Every port on one machine. What a port promises about durability stands at its class. */
export class Embedded implements AsyncDisposable {
  readonly directory: string;
  readonly clock: Clock;
  readonly registry: TenantRegistry;
  readonly cells: CellDirectory;
  readonly clusters: ClusterAdmin;
  readonly sessions: ClusterSessions;
  readonly vault: KeyVault;
  readonly access: AccessControl;
  readonly tokens: Tokens;
  readonly rateBudget: RateBudget;
  readonly usage: UsageMeter;
  readonly projections: ProjectionStore;
  readonly journal: AttemptJournal;
  readonly quarantine: Quarantine;
  readonly subscriptions: Subscriptions;
  readonly certificates: CertificateStore;
  /** For what looks below the ports: dump, checks. */
  readonly files: StateFiles;
  readonly #expiring: readonly { expire(now: EpochMs): void | Promise<void> }[];
  readonly #listeners = new Set<(where: Appended) => void>();

  /** Made by `openEmbedded`. */
  constructor(files: StateFiles, clock: Clock) {
    const { attempts, clusters, control, directory, keys, meters, shards } = files;
    const registry = new EmbeddedTenantRegistry(control, clock);
    const tokens = new EmbeddedTokens(control);
    const projections = new EmbeddedProjectionStore(shards);
    this.files = files;
    this.directory = directory;
    this.clock = clock;
    this.registry = registry;
    this.tokens = tokens;
    this.projections = projections;
    this.#expiring = [registry, tokens, projections];
    this.cells = new EmbeddedCellDirectory(control, clock);
    this.clusters = new EmbeddedClusterAdmin(clusters);
    this.sessions = new EmbeddedClusterSessions({
      clusters,
      control,
      appended: (where) => this.#appended(where),
    });
    this.access = new EmbeddedAccessControl(control);
    this.subscriptions = new EmbeddedSubscriptionTable(control);
    this.vault = new EmbeddedKeyVault(keys, () => files.cellKey());
    this.rateBudget = new EmbeddedRateBudget(meters);
    this.usage = new EmbeddedUsageMeter(meters);
    this.journal = new EmbeddedAttemptJournal(attempts);
    this.quarantine = new EmbeddedQuarantine(join(directory, 'quarantine'), shards);
    this.certificates = new EmbeddedCertificateStore(join(directory, 'certificates'));
  }

  /** How policies name the cell's cluster: the same for ever, whether it exists or not. */
  clusterOf(cell: CellId): KafkaCluster {
    return clusterOf(cell);
  }

  /** Calls after each append of this instance; those of other threads and processes show in `appendsSince`. */
  onAppend(listener: (where: Appended) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Which topics had appends since `mark`, by anyone. Costs by the appends, not by the topics.
   *
   * @throws {ClusterUnavailable}
   */
  appendsSince(cell: CellId, mark: number): Appends {
    return appendsSince(this.files.clusters.of(cell), mark);
  }

  /**
   * Resolves with the number of records that were older than their topic's retention and are deleted now. Also forgets what
   * has expired elsewhere: markers, idempotency keys, tokens.
   */
  async enforceRetention(now: EpochMs): Promise<number> {
    for (const store of this.#expiring) {
      await store.expire(now);
    }
    let deleted = 0;
    for (const cell of this.files.clusters.list()) {
      const file = this.files.clusters.of(cell);
      await purgeRemoved(file);
      deleted += await deleteExpired(file, now);
    }
    return deleted;
  }

  /**
   * Resolves once nothing that was deleted before is in any byte of the directory. Deletions of topics, keys, projections and
   * quarantined records do this for their own file before they resolve; this is for all files, after a restart say.
   *
   * @throws {StateBusy} somebody used a file all the time; ask again.
   */
  async scrub(): Promise<void> {
    for (const cell of this.files.clusters.list()) {
      const file = this.files.clusters.of(cell);
      await purgeRemoved(file);
      await file.scrub();
    }
    await this.files.scrub();
  }

  /**
   * Reads every file.
   *
   * @throws {StateDamaged} names the first that is damaged.
   */
  check(): void {
    this.files.check();
  }

  /** Waits for nothing: a call that is under way fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    this.files[Symbol.dispose]();
  }

  #appended(where: Appended): void {
    for (const listener of this.#listeners) {
      listener(where);
    }
  }
}
