import { clusterArn } from '@tributary/domain/access';
import {
  cutBatches,
  type KafkaEventSource,
  kafkaEvent,
  MAX_PAYLOAD_BYTES,
  partitionKey,
  ReplayStalled,
} from '@tributary/domain/consumption';
import type { ConsumerDefinition, ReplayMode } from '@tributary/domain/placement';
import { type LogRecord, OffsetOutOfRange, parseTopic } from '@tributary/domain/topics';
import { SECOND_MS } from '@tributary/kernel';
import { NotesDamaged } from '../errors.ts';
import { numberIn } from '../recorded.ts';
import { DONE, type SagaStep, type StepContext, type StepOutcome } from '../saga.ts';
import { notedRanges, noteRanges, type ReplayRange, replayed, runOf } from './replay-notes.ts';

/**
 * One page of one partition at a time: what is delivered is noted with the offset to go on from, so a crash repeats a page at
 * most, and the markers of the run make that once. At most as many records a second as the pace allows.
 */
export const deliver: SagaStep = {
  name: 'deliver',
  executor: 'replayer',
  retry: { maxAttempts: 8, intervalMs: SECOND_MS, backoffRate: 2 },
  run: async (context) => {
    const ranges = notedRanges(context.operation.notes);
    const index = ranges.findIndex(({ next, end }) => next < end);
    const range = ranges[index];
    return range === undefined ? DONE : deliverPage(context, ranges, range);
  },
};

async function deliverPage(
  context: StepContext,
  ranges: readonly ReplayRange[],
  range: ReplayRange,
): Promise<StepOutcome> {
  const { ports, operation } = context;
  const page = await readPage(context, range);
  const { next, delivered } = await deliverBatches(context, range, page);
  const before = numberIn(operation.notes, 'delivered');
  return {
    kind: 'wait',
    until: ports.clock.now() + (delivered / ports.replayPace.recordsPerSecond) * SECOND_MS,
    notes: {
      ...noteRanges(ranges.map((each) => (each === range ? { ...range, next } : each))),
      delivered: before + delivered,
    },
  };
}

/** The tenant's records, and the offset to go on from after them. */
type Page = { readonly records: readonly LogRecord[]; readonly next: number };

async function readPage({ ports, tenant }: StepContext, range: ReplayRange): Promise<Page> {
  const { cell, topic, partition, next: offset, end } = range;
  const { stream } = parseTopic(topic);
  const { log } = ports.sessions.session(cell, { kind: 'replayer', stream });
  const { pageRecords: maxRecords, pageBytes: maxBytes } = ports.replayPace;
  try {
    const read = await log.read({ topic, partition, offset, maxRecords, maxBytes });
    const last = read.at(-1);
    const prefix = Buffer.from(`${tenant.id}:`);
    return {
      records: read.filter((record) => record.offset < end && startsWith(record.key, prefix)),
      next: last === undefined ? end : Math.min(last.offset + 1, end),
    };
  } catch (error) {
    if (!(error instanceof OffsetOutOfRange)) {
      throw error;
    }
    const offsets = await log.offsets(topic);
    const earliest = offsets.find((each) => each.partition === partition)?.earliest ?? end;
    return { records: [], next: Math.min(Math.max(earliest, offset), end) };
  }
}

type Delivered = { readonly next: number; readonly delivered: number };

/** Stops at the first record that is not taken. @throws {ReplayStalled} it is the very first. */
async function deliverBatches(
  context: StepContext,
  range: ReplayRange,
  { records, next }: Page,
): Promise<Delivered> {
  const target = await targetOf(context, range);
  const limits = { maxRecords: target.consumer.batchSize, maxBytes: MAX_PAYLOAD_BYTES };
  let delivered = 0;
  for (const batch of cutBatches(records, target.source, limits)) {
    const stop = await invoke(context, target, batch, delivered > 0);
    if (stop !== undefined) {
      const taken = delivered + batch.filter(({ offset }) => offset < stop).length;
      if (taken === 0) {
        const { consumer, partition, topic } = range;
        const key = partitionKey({ topic, partition });
        throw new ReplayStalled({ consumer, partition: key, offset: stop });
      }
      return { next: stop, delivered: taken };
    }
    delivered += batch.length;
  }
  return { next, delivered };
}

/** A consumer gets its records with the event, from whom it does not ask. */
const NOBODY_CONNECTS = '';

type Target = {
  readonly consumer: ConsumerDefinition;
  readonly mode: ReplayMode;
  readonly source: KafkaEventSource;
};

async function targetOf(
  { ports, operation }: StepContext,
  { consumer: name, cell }: ReplayRange,
): Promise<Target> {
  const found = replayed(ports, operation).find((each) => each.consumer.name === name);
  if (found === undefined) {
    throw new NotesDamaged({ note: 'ranges' });
  }
  const eventSourceArn = clusterArn(await ports.clusterOf(cell));
  const run = runOf(found.mode, operation);
  return { ...found, source: { eventSourceArn, bootstrapServers: NOBODY_CONNECTS, run } };
}

/** The offset of the first record of the batch that was not taken; a failure after some progress counts as such. */
async function invoke(
  { ports, operation }: StepContext,
  { consumer, mode, source }: Target,
  batch: readonly LogRecord[],
  hasProgress: boolean,
): Promise<number | undefined> {
  const first = batch[0]?.offset;
  try {
    const { batchItemFailures } = await ports.invoker.invoke(
      consumer.name,
      kafkaEvent(batch, source),
      { run: runOf(mode, operation), timeoutMs: consumer.timeoutMs },
    );
    return batchItemFailures[0]?.itemIdentifier.offset;
  } catch (error) {
    if (hasProgress && first !== undefined) {
      return first;
    }
    throw error;
  }
}

function startsWith(key: Uint8Array, prefix: Uint8Array): boolean {
  return Buffer.compare(key.subarray(0, prefix.length), prefix) === 0;
}
