import { partitionKey } from './encode-kafka-event.ts';
import type { KafkaBatchResponse } from './kafka-event.ts';

/**
 * Names the lowest failed offset of each partition: everything from there on comes again, also what was processed.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export function batchResponse(
  failed: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
  }[],
): KafkaBatchResponse {
  const lowest = new Map<string, number>();
  for (const at of failed) {
    const key = partitionKey(at);
    lowest.set(key, Math.min(at.offset, lowest.get(key) ?? at.offset));
  }
  return {
    batchItemFailures: [...lowest].map(([partition, offset]) => ({
      itemIdentifier: { partition, offset },
    })),
  };
}
