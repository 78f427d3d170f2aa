import type { AttemptJournal, ProjectionStore, Quarantine } from '@tributary/domain/consumption';
import type {
  EventDraft,
  EventPosition,
  PublishedEvent,
  ReadingTools,
} from '@tributary/domain/events';
import type { Catalogue } from '@tributary/domain/placement';
import type { TenantId } from '@tributary/domain/tenancy';
import type { StreamName } from '@tributary/domain/topics';
import type { Clock, Facts } from '@tributary/kernel';

/** One line of the log: no payload, no secret. */
export type ConsumerLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  facts?: Facts,
) => void;

/** What a consumer needs from where it runs. */
export type ConsumerPorts = {
  readonly clock: Clock;
  readonly keyRing: ReadingTools['keyRing'];
  readonly catalogue: Pick<Catalogue, 'streams'>;
  readonly projections: ProjectionStore;
  readonly journal: AttemptJournal;
  readonly quarantine: Quarantine;
  readonly log: ConsumerLog;
  /** Publishes for the tenant. */
  readonly publish?: (tenant: TenantId, draft: EventDraft) => Promise<PublishedEvent>;
  readonly fence?: EpochFence;
};

/** Knows the epochs of placements that have ended. */
export interface EpochFence {
  isFenced(tenant: TenantId, stream: StreamName, epoch: number): Promise<boolean>;
}

export type ConsumerOptions = {
  /**
   * Whether the subscription takes a partial response (provisioned mode). `false`: a batch of which any record failed is
   * refused as a whole, once all else is safe. `true` where nothing is said.
   */
  readonly partialResponses?: boolean;
  /** Called once for each batch that ran to its end. */
  readonly observe?: (report: BatchReport) => void;
};

/** Every record of a batch counts once. */
export type BatchCounts = {
  readonly handled: number;
  /** Their effect had happened, or they stood in quarantine, before. */
  readonly duplicates: number;
  /** Of tenants whose keys were destroyed. */
  readonly shredded: number;
  readonly quarantined: number;
  /** In quarantine behind another record of their aggregate. */
  readonly parked: number;
  /** Security events; in quarantine. */
  readonly foreign: number;
  readonly probes: number;
  /** Of a type that the consumer has no handler for. */
  readonly ignored: number;
  /** They come again. */
  readonly failed: number;
};

export type RecordFailure = { readonly position: EventPosition; readonly error: unknown };

export type BatchReport = BatchCounts & {
  readonly consumer: string;
  readonly records: number;
  readonly durationMs: number;
  readonly failures: readonly RecordFailure[];
};
