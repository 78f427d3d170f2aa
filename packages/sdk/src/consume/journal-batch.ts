import { type Attempt, partitionKey } from '@tributary/domain/consumption';
import type { LogRecord } from '@tributary/domain/topics';
import type { Batch } from './batch.ts';
import type { BatchMiddleware } from './batch-middleware.ts';
import type { Consumer } from './consumer.ts';
import type { ConsumerPorts } from './consumer-ports.ts';

/**
 * Notes that the batch was begun, and strikes it out however it ends, unless the process ends with it. A partition whose
 * batch was begun before from the same offset and not ended is suspect: it may hold a record that kills.
 */
export function journalBatch(
  consumer: Consumer,
  { journal }: Pick<ConsumerPorts, 'journal'>,
): BatchMiddleware {
  const strike = async ({ event }: { readonly event: Batch }): Promise<void> => {
    await journal.end(attemptsOf(event, consumer));
  };
  return {
    name: 'journal',
    before: async (request) => {
      const attempts = attemptsOf(request.event, consumer);
      const begun = await journal.begin(attempts);
      const suspect = attempts.filter((_, at) => (begun[at] ?? 1) > 1).map(partitionKey);
      request.event = { ...request.event, suspect: new Set(suspect) };
    },
    after: strike,
    onError: strike,
  };
}

/** A replay reads the same offsets beside the live subscription, and must not be taken for it. */
export function journalName({ name }: Consumer, { run }: Pick<Batch, 'run'>): string {
  return run === 'live' ? name : `${name}@${run}`;
}

/** One for each partition, at its lowest offset. */
function attemptsOf(batch: Batch, consumer: Consumer): readonly Attempt[] {
  const first = new Map<string, LogRecord>();
  let last: LogRecord | undefined;
  for (const record of batch.records) {
    if (!follows(record, last)) {
      const key = partitionKey(record);
      const known = first.get(key);
      first.set(key, known !== undefined && known.offset < record.offset ? known : record);
    }
    last = record;
  }
  return [...first.values()].map(({ topic, partition, offset }) => ({
    consumer: journalName(consumer, batch),
    topic,
    partition,
    offset,
    of: 'batch',
  }));
}

function follows(record: LogRecord, last: LogRecord | undefined): boolean {
  return (
    last !== undefined &&
    record.topic === last.topic &&
    record.partition === last.partition &&
    record.offset > last.offset
  );
}
