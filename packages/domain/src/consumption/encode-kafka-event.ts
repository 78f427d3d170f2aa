import type { LogRecord } from '../topics/index.ts';
import type { KafkaEvent, KafkaEventRecord } from './kafka-event.ts';
import type { RunId } from './projection-store.ts';

/** What a delivery says of itself besides its records. */
export type KafkaEventSource = {
  readonly eventSourceArn: string;
  readonly bootstrapServers: string;
  /** Set by a replay; `live` where it is absent. */
  readonly run?: RunId;
};

/** The key of a partition in the event and in the response; a topic may hold `-` itself. */
export function partitionKey(at: { readonly topic: string; readonly partition: number }): string {
  return `${at.topic}-${at.partition}`;
}

/** The event that Lambda would deliver for these records; within a partition in the order given. */
export function kafkaEvent(records: readonly LogRecord[], source: KafkaEventSource): KafkaEvent {
  const byPartition: Record<string, KafkaEventRecord[]> = {};
  for (const record of records) {
    const key = partitionKey(record);
    byPartition[key] ??= [];
    byPartition[key].push(eventRecord(record));
  }
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: source.eventSourceArn,
    bootstrapServers: source.bootstrapServers,
    records: byPartition,
    ...(source.run === undefined ? {} : { tributaryRun: source.run }),
  };
}

function eventRecord(record: LogRecord): KafkaEventRecord {
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    timestampType: 'CREATE_TIME',
    key: base64(record.key),
    value: base64(record.value),
    headers: record.headers.map(([name, value]) => ({ [name]: Array.from(value) })),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
