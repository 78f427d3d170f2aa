import { CONTROL_TOPIC, type LogRecord, parseTopic, type TopicName } from '../topics/index.ts';
import { KafkaEventInvalid } from './errors.ts';
import type { RunId } from './projection-store.ts';
import { runId } from './run-id.ts';

export type KafkaDelivery = {
  readonly run: RunId;
  /** Within a partition in the order of the event. */
  readonly records: readonly LogRecord[];
};

/**
 * The records of an `aws:kafka` event as the log holds them. Header bytes may be signed; a key or value that is null or
 * absent is empty.
 *
 * @throws {KafkaEventInvalid} nothing of the event can be trusted.
 */
export function logRecords(event: unknown): KafkaDelivery {
  if (!isObject(event) || !isObject(event['records'])) {
    throw new KafkaEventInvalid({ rule: 'has no records' });
  }
  const topics = new Map<string, TopicName>();
  const records: LogRecord[] = [];
  for (const partition of Object.values(event['records'])) {
    for (const record of listOf(partition)) {
      records.push(logRecord(record, topics));
    }
  }
  return { run: runId(event['tributaryRun']), records };
}

function logRecord(record: unknown, topics: Map<string, TopicName>): LogRecord {
  if (!isObject(record)) {
    throw new KafkaEventInvalid({ rule: 'has a record that is no object' });
  }
  return {
    topic: topicOf(record['topic'], topics),
    partition: whole(record['partition'], 'partition'),
    offset: whole(record['offset'], 'offset'),
    timestamp: whole(record['timestamp'], 'timestamp'),
    key: bytesOf(record['key']),
    value: bytesOf(record['value']),
    headers: headersOf(record['headers']),
  };
}

function topicOf(text: unknown, topics: Map<string, TopicName>): TopicName {
  if (typeof text !== 'string') {
    throw new KafkaEventInvalid({ rule: 'has a record without a topic' });
  }
  const known = topics.get(text);
  if (known !== undefined) {
    return known;
  }
  const topic = parsedTopic(text);
  topics.set(text, topic);
  return topic;
}

function parsedTopic(text: string): TopicName {
  if (text === CONTROL_TOPIC) {
    return CONTROL_TOPIC;
  }
  try {
    return parseTopic(text).topic;
  } catch (cause) {
    throw new KafkaEventInvalid({ rule: 'comes from a topic that is not ours' }, { cause });
  }
}

function whole(value: unknown, member: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new KafkaEventInvalid({ rule: `has a record without a ${member}` });
  }
  return value;
}

const EMPTY = new Uint8Array(0);

function bytesOf(text: unknown): Uint8Array {
  if (typeof text === 'string') {
    return Buffer.from(text, 'base64');
  }
  if (text === undefined || text === null) {
    return EMPTY;
  }
  throw new KafkaEventInvalid({ rule: 'has a key or value that is not base64' });
}

type Header = readonly [name: string, value: Uint8Array];

function headersOf(headers: unknown): readonly Header[] {
  if (headers === undefined || headers === null) {
    return [];
  }
  const found: Header[] = [];
  for (const header of listOf(headers)) {
    if (!isObject(header)) {
      throw new KafkaEventInvalid({ rule: 'has a header that is no object' });
    }
    for (const name in header) {
      found.push([name, headerBytes(header[name])]);
    }
  }
  return found;
}

/**
 * A byte keeps the low eight bits, which is what makes -1 of Java 255. From the pool: native code decodes these bytes soon, and
 * would move a small array of its own out of the heap first.
 */
function headerBytes(numbers: unknown): Uint8Array {
  const list = listOf(numbers);
  const bytes = Buffer.allocUnsafe(list.length);
  for (let at = 0; at < list.length; at += 1) {
    const number = list[at];
    if (typeof number !== 'number') {
      throw new KafkaEventInvalid({ rule: 'has a header that is no list of bytes' });
    }
    bytes[at] = number;
  }
  return bytes;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new KafkaEventInvalid({ rule: 'has a member that is no list' });
  }
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
