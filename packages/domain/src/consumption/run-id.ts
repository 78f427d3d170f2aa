import { operationId } from '../tenancy/index.ts';
import { KafkaEventInvalid } from './errors.ts';
import type { RunId } from './projection-store.ts';

const REPLAY = 'replay-';

/** `live` where a delivery says nothing. @throws {KafkaEventInvalid} */
export function runId(text: unknown): RunId {
  if (text === undefined || text === 'live') {
    return 'live';
  }
  if (typeof text !== 'string' || !text.startsWith(REPLAY)) {
    throw new KafkaEventInvalid({ rule: 'belongs to no run' });
  }
  try {
    return `${REPLAY}${operationId(text.slice(REPLAY.length))}`;
  } catch (cause) {
    throw new KafkaEventInvalid({ rule: 'belongs to no run' }, { cause });
  }
}
