import { type Clock, MIB } from '@tributary/kernel';
import type { Platform } from '@tributary/local';
import type { JsonLineFile } from '../check/json-lines.ts';
import { InputUnusable } from '../errors.ts';
import type { EventSource, SkippedLine } from '../input/input-line.ts';
import { type Batch, Batches } from './batches.ts';
import { publishBatch, type Receipt } from './publish-batch.ts';
import { eventOf, lineOf, type TourEvent } from './tour-event.ts';

/** A batch is small beside what one call takes, and what waits is small beside what a process has. */
const LIMITS = { events: 500, bytes: 2 * MIB, waitingBytes: 48 * MIB };

type InputTourEvent = TourEvent & { readonly line: number; readonly bytes: number };

export type PublishingOptions = {
  readonly source: EventSource;
  /** Tenant ids by the value that names them. */
  readonly ids: ReadonlyMap<string, string>;
  readonly publisher: Pick<Platform['publisher'], 'publishBatch'>;
  readonly published: JsonLineFile;
  readonly clock: Clock;
  /** A line that the platform refused; those that are no events were told before. */
  readonly onRefused: (line: SkippedLine) => Promise<void>;
  readonly onProgress: (published: number) => void;
};

export type Publishing = {
  /** Acknowledged events, by tenant. */
  readonly counts: ReadonlyMap<string, number>;
  /** Where the tenant's events are, by tenant. */
  readonly topics: ReadonlyMap<string, Receipt['topic']>;
  readonly refused: number;
};

/** Publishes all events of the source, each tenant's in the order of the source, and writes down what was acknowledged. */
export async function publishEvents(options: PublishingOptions): Promise<Publishing> {
  const { clock, ids, onProgress, source } = options;
  const batches = new Batches<InputTourEvent>(LIMITS);
  const progress = new PublishingProgress();
  const send = async (ready: readonly Batch<InputTourEvent>[]) => {
    for (const batch of ready) {
      await publishOne(batch, options, progress);
      onProgress(progress.published);
    }
  };
  for await (const line of source.read()) {
    if (line.kind === 'event') {
      const tenant = ids.get(line.source);
      if (tenant === undefined) {
        throw new InputUnusable({ input: source.title, rule: 'it changed while it was read' });
      }
      const event = { ...eventOf(line, clock.now()), line: line.line, bytes: line.bytes };
      await send(batches.add(tenant, event));
    }
  }
  await send(batches.drain());
  return progress;
}

class PublishingProgress implements Publishing {
  readonly counts = new Map<string, number>();
  readonly topics = new Map<string, Receipt['topic']>();
  published = 0;
  refused = 0;
}

async function publishOne(
  { events, tenant }: Batch<InputTourEvent>,
  { clock, onRefused, published, publisher }: PublishingOptions,
  progress: PublishingProgress,
): Promise<void> {
  const sending = await publishBatch(publisher, tenant, events, clock);
  for (const event of sending.acknowledged) {
    const { bytes: _, line, ...facts } = event;
    await published.write({ ...lineOf(facts, tenant, 'tour'), line });
  }
  for (const { event, reason } of sending.refused) {
    await onRefused({ kind: 'skipped', line: event.line, reason: `is refused: ${reason}` });
  }
  const [receipt] = sending.receipts;
  if (receipt !== undefined) {
    progress.topics.set(tenant, receipt.topic);
  }
  const before = progress.counts.get(tenant) ?? 0;
  progress.counts.set(tenant, before + sending.acknowledged.length);
  progress.published += sending.acknowledged.length;
  progress.refused += sending.refused.length;
}
