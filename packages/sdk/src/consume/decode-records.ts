import { logRecords } from '@tributary/domain/consumption';
import { type BatchMiddleware, learning } from './batch-middleware.ts';

/** @throws {KafkaEventInvalid} */
export function decodeRecords(): BatchMiddleware {
  return learning('decode', ({ event }) => logRecords(event));
}
