import type { RunId } from '@tributary/domain/consumption';
import type { Identification } from '@tributary/domain/events';
import type { TenantId } from '@tributary/domain/tenancy';
import type { LogRecord } from '@tributary/domain/topics';

/** What is known of a batch; each middleware adds its part. */
export type Batch = {
  /** As it was delivered. */
  readonly event: unknown;
  readonly run: RunId;
  readonly records: readonly LogRecord[];
  /** In the order in which they get their turn. */
  readonly items: readonly BatchItem[];
  /** The events whose effect has happened, by tenant. */
  readonly done: ReadonlyMap<TenantId, ReadonlySet<string>>;
  /** Record keys of which a record stood in quarantine when the batch came. */
  readonly blocked: ReadonlySet<string>;
  /** Partitions of which a batch was begun before at the same offset and not ended, by `partitionKey`. */
  readonly suspect: ReadonlySet<string>;
};

export type BatchItem = {
  readonly record: LogRecord;
  /** Text of the record key: what keeps its order. */
  readonly key: string;
  readonly identification: Identification;
  /** Whose quarantine it would go to; `undefined` where nobody's is safe. */
  readonly tenant: TenantId | undefined;
};

const NONE: ReadonlySet<string> = new Set();

export function deliveredBatch(event: unknown): Batch {
  return {
    event,
    run: 'live',
    records: [],
    items: [],
    done: new Map(),
    blocked: NONE,
    suspect: NONE,
  };
}
