import fc from 'fast-check';
import { type LogRecord, parseTopic } from '../../topics/index.ts';
import type { KafkaEventSource } from '../encode-kafka-event.ts';

export const SOURCE: KafkaEventSource = {
  eventSourceArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/é/uuid-2',
  bootstrapServers: 'b-1.example:9098,b-2.example:9098',
};

const TOPICS = ['pool.orders', 'acme.orders', 'acme-labs.orders', 'a-1.orders-1'] as const;

const headerName = fc.oneof(
  fc.constantFrom('ce_id', 'content-type', '__proto__', 'constructor', '0', ''),
  fc.string({ unit: 'grapheme' }),
);

export const anyRecord: fc.Arbitrary<LogRecord> = fc.record({
  topic: fc.constantFrom(...TOPICS).map((text) => parseTopic(text).topic),
  partition: fc.integer({ min: 0, max: 11 }),
  offset: fc.nat(Number.MAX_SAFE_INTEGER),
  timestamp: fc.nat(Date.UTC(2100, 0, 1)),
  key: fc.uint8Array({ maxLength: 40 }),
  value: fc.uint8Array({ maxLength: 200 }),
  headers: fc.array(fc.tuple(headerName, fc.uint8Array({ maxLength: 30 })), { maxLength: 6 }),
});

export const anyRecords = fc.array(anyRecord, { maxLength: 25 });
