import { MIB } from '@tributary/kernel';
import type { LogRecord } from '../topics/index.ts';
import { type KafkaEventSource, kafkaEvent, partitionKey } from './encode-kafka-event.ts';

/**
 * What one synchronous invocation takes, base64 and envelope included.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_PAYLOAD_BYTES = 6 * MIB;

/** The bytes of `JSON.stringify(kafkaEvent(records, source))`, without making it. */
export function payloadBytes(records: readonly LogRecord[], source: KafkaEventSource): number {
  const meter = new PayloadMeter(source);
  for (const record of records) {
    meter.add(record);
  }
  return meter.bytes;
}

/**
 * Cuts records, in order, into batches that one invocation takes. A record that does not fit alone is a batch of its own:
 * Lambda would refuse it, so ask `payloadBytes`.
 */
export function cutBatches(
  records: readonly LogRecord[],
  source: KafkaEventSource,
  limits: { readonly maxRecords: number; readonly maxBytes: number },
): readonly (readonly LogRecord[])[] {
  const batches: LogRecord[][] = [];
  let meter = new PayloadMeter(source);
  let batch: LogRecord[] = [];
  for (const record of records) {
    const full = batch.length >= limits.maxRecords || meter.with(record) > limits.maxBytes;
    if (full && batch.length > 0) {
      batches.push(batch);
      batch = [];
      meter = new PayloadMeter(source);
    }
    batch.push(record);
    meter.add(record);
  }
  return batch.length === 0 ? batches : [...batches, batch];
}

/** The most that the record adds to a payload: it may be the first of its partition. */
export function recordPayloadBytes(record: LogRecord): number {
  return recordBytes(record) + jsonBytes(partitionKey(record)) + 4;
}

class PayloadMeter {
  #bytes: number;
  readonly #partitions = new Set<string>();

  constructor(source: KafkaEventSource) {
    this.#bytes = jsonBytes(kafkaEvent([], source));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The bytes once the record were in. */
  with(record: LogRecord): number {
    const key = partitionKey(record);
    return this.#bytes + this.#partitionBytes(key) + recordBytes(record);
  }

  add(record: LogRecord): void {
    const bytes = this.with(record);
    this.#partitions.add(partitionKey(record));
    this.#bytes = bytes;
  }

  /** A comma between records; the first of a partition brings its key, a colon and brackets. */
  #partitionBytes(key: string): number {
    if (this.#partitions.has(key)) {
      return 1;
    }
    return jsonBytes(key) + 3 + (this.#partitions.size === 0 ? 0 : 1);
  }
}

const TEMPLATE_BYTES = jsonBytes({
  topic: '',
  partition: 0,
  offset: 0,
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  key: '',
  value: '',
  headers: [],
});

function recordBytes(record: LogRecord): number {
  return (
    TEMPLATE_BYTES +
    record.topic.length +
    (String(record.partition).length - 1) +
    (String(record.offset).length - 1) +
    (String(record.timestamp).length - 1) +
    base64Bytes(record.key) +
    base64Bytes(record.value) +
    record.headers.reduce((bytes, [name, value]) => bytes + headerBytes(name, value), 0) +
    Math.max(0, record.headers.length - 1)
  );
}

function base64Bytes(bytes: Uint8Array): number {
  return 4 * Math.ceil(bytes.length / 3);
}

/** `{"name":[1,20,255]}` */
function headerBytes(name: string, value: Uint8Array): number {
  let digits = Math.max(0, value.length - 1);
  for (const byte of value) {
    digits += digitsOf(byte);
  }
  return jsonBytes(name) + 5 + digits;
}

function digitsOf(byte: number): number {
  if (byte < 10) {
    return 1;
  }
  return byte < 100 ? 2 : 3;
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
