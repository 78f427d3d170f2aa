import type { LogRecord } from '../topics/index.ts';

/** Names one record for one consumer: `<consumer>/<topic>/<partition>/<offset>`. */
export function quarantineId(
  consumer: string,
  { topic, partition, offset }: Pick<LogRecord, 'topic' | 'partition' | 'offset'>,
): string {
  return `${consumer}/${topic}/${partition}/${offset}`;
}
