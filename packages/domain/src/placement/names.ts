import type { Brand } from '@tributary/kernel';
import { ConsumerNameInvalid, TierNameInvalid } from './errors.ts';

/** A named offer of the vendor. */
export type TierName = Brand<string, 'TierName'>;

/** Names the code of a service that reads one stream. It holds no dot, so it can stand as a part of a group name. */
export type ConsumerName = Brand<string, 'ConsumerName'>;

const PATTERN = /^[a-z][a-z0-9-]{1,39}$/;

/** @throws {TierNameInvalid} */
export function tierName(text: unknown): TierName {
  if (typeof text !== 'string' || !PATTERN.test(text)) {
    throw new TierNameInvalid();
  }
  return text as TierName;
}

/** @throws {ConsumerNameInvalid} */
export function consumerName(text: unknown): ConsumerName {
  if (typeof text !== 'string' || !PATTERN.test(text)) {
    throw new ConsumerNameInvalid();
  }
  return text as ConsumerName;
}
