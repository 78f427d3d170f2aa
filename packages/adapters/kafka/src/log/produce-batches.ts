import type { NewRecord } from '@tributary/domain/topics';

/** Where a record goes, and where it stands among those that were given. */
export type Addressed = {
  readonly index: number;
  readonly partition: number;
  readonly record: NewRecord;
};

/** Key, value and headers: what a topic's limit is about. */
export function recordBytes({ key, value, headers }: NewRecord): number {
  return headers.reduce(
    (sum, [name, content]) => sum + Buffer.byteLength(name) + content.byteLength,
    key.byteLength + value.byteLength,
  );
}

/**
 * What a batch of one record has at most beside the record's own bytes: 61 of the batch, 21 of the record's lengths and deltas, and 8
 * of the lengths of each header. Source: https://kafka.apache.org/documentation/#recordbatch
 */
const BATCH_HEAD_BYTES = 61;
const RECORD_FRAME_BYTES = 21;
const HEADER_FRAME_BYTES = 8;

function framedBytes(record: NewRecord): number {
  return recordBytes(record) + RECORD_FRAME_BYTES + record.headers.length * HEADER_FRAME_BYTES;
}

/** What a topic lets a batch have above `maxRecordBytes`, so that a record of that size with some 200 headers fits. */
export const BATCH_ALLOWANCE_BYTES = 2_048;

/**
 * Sends, one after the other: a send holds at most one batch for each partition, and no batch is larger than the topic takes,
 * unless one record alone is. Within a partition the records keep their order.
 */
export function* sendsOf(
  records: readonly Addressed[],
  maxBatchBytes: number,
): Generator<readonly Addressed[]> {
  const waiting = [...Map.groupBy(records, ({ partition }) => partition).values()].map((queue) =>
    batchesOf(queue, maxBatchBytes),
  );
  for (;;) {
    const send = waiting.flatMap((batches) => batches.next().value ?? []);
    if (send.length === 0) {
      return;
    }
    yield send;
  }
}

function* batchesOf(
  queue: readonly Addressed[],
  maxBatchBytes: number,
): Generator<readonly Addressed[], undefined> {
  let batch: Addressed[] = [];
  let bytes = BATCH_HEAD_BYTES;
  for (const one of queue) {
    const size = framedBytes(one.record);
    if (batch.length > 0 && bytes + size > maxBatchBytes) {
      yield batch;
      batch = [];
      bytes = BATCH_HEAD_BYTES;
    }
    batch.push(one);
    bytes += size;
  }
  yield batch;
  return undefined;
}
