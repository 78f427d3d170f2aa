import type { Brand } from '@tributary/kernel';
import { StreamNameInvalid } from './errors.ts';

/** A family of events with one topic layout. It holds no dot, so it can stand as the last part of a topic. */
export type StreamName = Brand<string, 'StreamName'>;

const PATTERN = /^[a-z][a-z0-9-]{1,39}$/;

/** @throws {StreamNameInvalid} */
export function streamName(text: unknown): StreamName {
  if (typeof text !== 'string' || !PATTERN.test(text)) {
    throw new StreamNameInvalid();
  }
  return text as StreamName;
}
