import { StreamMismatch, takeTurns } from '@tributary/domain/consumption';
import { type Identification, identifyRecord, type RecordSource } from '@tributary/domain/events';
import {
  CONTROL_TOPIC,
  type LogRecord,
  parseTopic,
  type TopicName,
} from '@tributary/domain/topics';
import { KIB } from '@tributary/kernel';
import type { BatchItem } from './batch.ts';
import { type BatchMiddleware, learning } from './batch-middleware.ts';
import type { Consumer } from './consumer.ts';

/** In records of up to a kilobyte: small, so that a quiet tenant in a large batch is soon served. */
const QUANTUM = 4;

/**
 * Finds out whose each record says that it is, and lets tenants take turns: the time of a batch may run out, and must not do
 * so on those who sent little.
 *
 * @throws {StreamMismatch} the consumer is subscribed to what it does not read.
 */
export function identifyTenants(consumer: Consumer): BatchMiddleware {
  return learning('identify', ({ records }) => {
    const sources = sourcesOf(records, consumer);
    const items = records.flatMap((record) => {
      const source = sources.get(record.topic);
      return source === undefined ? [] : [batchItem(record, source)];
    });
    return { items: takeTurns(items, TURNS) };
  });
}

const TURNS = {
  of: ({ tenant }: BatchItem) => tenant ?? '',
  costOf: ({ record }: BatchItem) => Math.ceil((record.value.length + 1) / KIB),
  quantum: QUANTUM,
};

function sourcesOf(
  records: readonly LogRecord[],
  consumer: Consumer,
): ReadonlyMap<TopicName, RecordSource> {
  const sources = new Map<TopicName, RecordSource>();
  for (const { topic } of records) {
    if (!sources.has(topic)) {
      sources.set(topic, sourceOf(topic, consumer));
    }
  }
  return sources;
}

function sourceOf(topic: TopicName, { name, stream }: Consumer): RecordSource {
  const source = topic === CONTROL_TOPIC ? undefined : parseTopic(topic);
  if (source?.stream !== stream) {
    throw new StreamMismatch({ consumer: name, stream, topic });
  }
  return source;
}

function batchItem(record: LogRecord, source: RecordSource): BatchItem {
  const identification = identifyRecord(record, source);
  return {
    record,
    key: keyOf(record, identification),
    identification,
    tenant: ownerOf(identification),
  };
}

/** What is identified has a key that says what its headers say. */
function keyOf(record: LogRecord, identification: Identification): string {
  return identification.kind === 'identified'
    ? `${identification.tenant}:${identification.headers.subject}`
    : textOf(record.key);
}

function ownerOf(identification: Identification): BatchItem['tenant'] {
  return identification.kind === 'foreign' ? undefined : identification.tenant;
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString();
}
