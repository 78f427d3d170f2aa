import type { LogRecord } from '../topics/index.ts';

/** Names one record for one consumer: `<consumer>/<topic>/<partition>/<offset>`. */
export function quarantineId(
  consumer: string,
  { topic, partition, offset }: Pick<LogRecord, 'topic' | 'partition' | 'offset'>,
): string {
  return `${consumer}/${topic}/${partition}/${offset}`;
}

/** Of an id that `quarantineId` has made: neither a consumer's name nor a topic's holds a slash. */
export function topicOfQuarantined(id: string): string {
  return id.split('/')[1] ?? '';
}
