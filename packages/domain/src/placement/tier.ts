import type { EventTypeDefinition, StreamDefinition } from '../events/index.ts';
import type { StreamName } from '../topics/index.ts';
import type { CapabilityName } from './capabilities.ts';
import type { ConsumerName, TierName } from './names.ts';
import type { IsolationModel } from './placement.ts';

/** `envelope`: each event is sealed under the tenant's own key. */
export type Encryption = 'envelope' | 'none';

/** What a tier gives for one stream. */
export type StreamOffer = {
  readonly stream: StreamName;
  readonly model: IsolationModel;
  readonly encryption: Encryption;
  readonly partitions: number;
  readonly retentionMs: number;
  /** Of one event: key, sealed value and headers. */
  readonly maxEventBytes: number;
  /** What the vendor tells its customers of this offer; the catalogue is refused where the model cannot keep it. */
  readonly promises?: readonly CapabilityName[];
};

export type Tier = {
  readonly name: TierName;
  readonly description: string;
  readonly streams: ReadonlyMap<StreamName, StreamOffer>;
  /** Whole, over all streams of the tenant, sustained; `burst` events may come at once. */
  readonly eventsPerSecond: number;
  readonly burst: number;
};

/** The shared topic of a stream: one for all of its pool tenants. */
export type PoolTopic = {
  readonly stream: StreamName;
  readonly partitions: number;
  readonly retentionMs: number;
  readonly maxEventBytes: number;
};

/**
 * What a replay does to a consumer's effect. `rebuild`: its projection is deleted first and made anew. `reapply`: the handler is
 * safe to run again on top of what it did. `refuse`: no replay.
 */
export type ReplayMode = 'rebuild' | 'reapply' | 'refuse';

/** Code of a service that reads one stream. */
export type ConsumerDefinition = {
  readonly name: ConsumerName;
  readonly stream: StreamName;
  readonly replay: ReplayMode;
  readonly batchSize: number;
  readonly batchWindowMs: number;
  /** The time limit of one batch, as a Lambda's. */
  readonly timeoutMs: number;
};

/** What the vendor edits, checked as a whole. */
export type Catalogue = {
  readonly streams: ReadonlyMap<StreamName, StreamDefinition>;
  readonly pools: ReadonlyMap<StreamName, PoolTopic>;
  readonly tiers: ReadonlyMap<TierName, Tier>;
  readonly consumers: readonly ConsumerDefinition[];
};

/** A stream as it is written down: a list of types, in which a name may still stand twice. */
export type StreamDraft = Omit<StreamDefinition, 'eventTypes'> & {
  readonly eventTypes: readonly EventTypeDefinition[];
};

/** A tier as it is written down: a list of offers, in which a stream may still stand twice. */
export type TierDraft = Omit<Tier, 'streams'> & { readonly streams: readonly StreamOffer[] };

/** A catalogue that nobody has checked yet. */
export type CatalogueDraft = {
  readonly streams: readonly StreamDraft[];
  readonly pools: readonly PoolTopic[];
  readonly tiers: readonly TierDraft[];
  readonly consumers: readonly ConsumerDefinition[];
};
