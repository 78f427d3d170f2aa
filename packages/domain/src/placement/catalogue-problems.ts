import { KIB, MINUTE_MS, SECOND_MS } from '@tributary/kernel';
import type { StreamName } from '../topics/index.ts';
import type { IsolationModel } from './placement.ts';
import type {
  CatalogueDraft,
  ConsumerDefinition,
  PoolTopic,
  StreamDraft,
  StreamOffer,
  TierDraft,
} from './tier.ts';

/**
 * Of one event. A batch reaches a function as base64 in a payload of at most 6 MB, and a record that does not fit alone can go
 * unprocessed. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_EVENT_BYTES = 4_000_000;

/** Key, headers and seal take half of it before the first byte of data. */
const MIN_EVENT_BYTES = KIB;

const MIN_RETENTION_MS = MINUTE_MS;

/**
 * A topic on a shared cell is made in one request, and MSK Serverless takes no more changes in five minutes.
 * Source: https://docs.aws.amazon.com/msk/latest/developerguide/limits.html#serverless-quota
 */
const MAX_SHARED_PARTITIONS = 250;

/** What the smallest MSK Provisioned cluster should carry in all; see `LIMITS`. */
const MAX_SILO_PARTITIONS = 1_000;

/** Of an event source mapping. Source: https://docs.aws.amazon.com/lambda/latest/dg/msk-esm-parameters.html */
const MAX_BATCH_SIZE = 10_000;
const MAX_BATCH_WINDOW_MS = 300 * SECOND_MS;

/** Of a function behind MSK. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-msk-configure.html */
const MAX_TIMEOUT_MS = 14 * MINUTE_MS;

const EVENT_TYPE_NAME = /^[A-Z][A-Za-z0-9]{0,79}$/;

/** All that is wrong with the draft by itself, whatever the models can do; empty where nothing is. */
export function catalogueProblems(draft: CatalogueDraft): readonly string[] {
  const streams = new Set(draft.streams.map(({ name }) => name));
  const pools = new Set(draft.pools.map(({ stream }) => stream));
  return [
    ...twice(
      'stream',
      draft.streams.map(({ name }) => name),
    ),
    ...twice(
      'pool',
      draft.pools.map(({ stream }) => stream),
    ),
    ...twice(
      'tier',
      draft.tiers.map(({ name }) => name),
    ),
    ...twice(
      'consumer',
      draft.consumers.map(({ name }) => name),
    ),
    ...draft.streams.flatMap(streamProblems),
    ...draft.pools.flatMap((pool) => poolProblems(pool, streams)),
    ...draft.tiers.flatMap((tier) => tierProblems(tier, streams, pools)),
    ...draft.consumers.flatMap((consumer) => consumerProblems(consumer, streams)),
  ];
}

function streamProblems({ name, eventTypes }: StreamDraft): readonly string[] {
  const where = `stream ${name}`;
  return [
    ...when(eventTypes.length === 0, `${where} has no event type`),
    ...twice(
      `event type of ${where}`,
      eventTypes.map((type) => type.name),
    ),
    ...eventTypes.flatMap((type) => [
      ...when(
        !EVENT_TYPE_NAME.test(type.name),
        `${where} has an event type that is not named like OrderPlaced`,
      ),
      ...when(!isWhole(type.version, 1), `${where}: the version of ${type.name} is not 1 or more`),
    ]),
  ];
}

function poolProblems(pool: PoolTopic, streams: ReadonlySet<StreamName>): readonly string[] {
  const where = `pool ${pool.stream}`;
  return [
    ...when(!streams.has(pool.stream), `${where} is of an unknown stream`),
    ...topicProblems(where, 'pool', pool),
  ];
}

function tierProblems(
  tier: TierDraft,
  streams: ReadonlySet<StreamName>,
  pools: ReadonlySet<StreamName>,
): readonly string[] {
  const where = `tier ${tier.name}`;
  return [
    ...when(tier.streams.length === 0, `${where} has no stream`),
    ...outside(`${where}: eventsPerSecond`, tier.eventsPerSecond, 1),
    ...outside(`${where}: burst`, tier.burst, 1),
    ...twice(
      `stream of ${where}`,
      tier.streams.map(({ stream }) => stream),
    ),
    ...tier.streams.flatMap((offer) => offerProblems(where, offer, streams, pools)),
  ];
}

function offerProblems(
  tier: string,
  offer: StreamOffer,
  streams: ReadonlySet<StreamName>,
  pools: ReadonlySet<StreamName>,
): readonly string[] {
  const where = `${tier}, ${offer.stream}`;
  return [
    ...when(!streams.has(offer.stream), `${where} is an unknown stream`),
    ...when(offer.model === 'pool' && !pools.has(offer.stream), `${where} has no pool`),
    ...topicProblems(where, offer.model, offer),
  ];
}

function topicProblems(
  where: string,
  model: IsolationModel,
  topic: Pick<PoolTopic, 'partitions' | 'retentionMs' | 'maxEventBytes'>,
): readonly string[] {
  const maxPartitions = model === 'silo' ? MAX_SILO_PARTITIONS : MAX_SHARED_PARTITIONS;
  return [
    ...outside(`${where}: partitions`, topic.partitions, 1, maxPartitions),
    ...outside(`${where}: retentionMs`, topic.retentionMs, MIN_RETENTION_MS),
    ...outside(`${where}: maxEventBytes`, topic.maxEventBytes, MIN_EVENT_BYTES, MAX_EVENT_BYTES),
  ];
}

function consumerProblems(
  { name, stream, batchSize, batchWindowMs, timeoutMs }: ConsumerDefinition,
  streams: ReadonlySet<StreamName>,
): readonly string[] {
  const where = `consumer ${name}`;
  return [
    ...when(!streams.has(stream), `${where} reads the unknown stream ${stream}`),
    ...when(
      new Set<string>(streams).has(name),
      `${where} is named like a stream, so its groups would be open to that stream's consumers`,
    ),
    ...outside(`${where}: batchSize`, batchSize, 1, MAX_BATCH_SIZE),
    ...outside(`${where}: batchWindowMs`, batchWindowMs, 0, MAX_BATCH_WINDOW_MS),
    ...outside(`${where}: timeoutMs`, timeoutMs, SECOND_MS, MAX_TIMEOUT_MS),
  ];
}

function outside(
  what: string,
  value: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): readonly string[] {
  return when(!isWhole(value, least, most), `${what} is no whole number from ${least} to ${most}`);
}

function twice(kind: string, names: readonly string[]): readonly string[] {
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(repeated)].map((name) => `${kind} ${name} is there twice`);
}

function when(wrong: boolean, problem: string): readonly string[] {
  return wrong ? [problem] : [];
}

function isWhole(value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
