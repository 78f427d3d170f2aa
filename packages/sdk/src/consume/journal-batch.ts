import { type Attempt, partitionKey } from '@tributary/domain/consumption';
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

function attemptsOf(batch: Batch, consumer: Consumer): readonly Attempt[] {
  const first = new Map<string, Attempt>();
  for (const { topic, partition, offset } of batch.records) {
    const key = partitionKey({ topic, partition });
    if (offset < (first.get(key)?.offset ?? Number.POSITIVE_INFINITY)) {
      first.set(key, {
        consumer: journalName(consumer, batch),
        topic,
        partition,
        offset,
        of: 'batch',
      });
    }
  }
  return [...first.values()];
}
