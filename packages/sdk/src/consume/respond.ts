import {
  batchResponse,
  ConsumerFailed,
  type KafkaBatchResponse,
} from '@tributary/domain/consumption';
import { PlatformError } from '@tributary/kernel';
import type { BatchReport, ConsumerOptions } from './consumer-ports.ts';

/**
 * The answer to the subscription.
 *
 * @throws {PlatformError} partial responses are off and a record failed; the gravest failure says why.
 */
export function respond(
  { consumer, failures }: BatchReport,
  { partialResponses = true }: ConsumerOptions,
): KafkaBatchResponse {
  if (!partialResponses && failures.length > 0) {
    throw gravest(
      failures.map(({ error }) => error),
      consumer,
    );
  }
  return batchResponse(failures.map(({ position }) => position));
}

function gravest(errors: readonly unknown[], consumer: string): PlatformError {
  const known = errors.filter((error) => error instanceof PlatformError);
  return (
    known.find(({ remedy }) => remedy === 'call-operator') ??
    known[0] ??
    new ConsumerFailed({ consumer, how: 'threw' }, { cause: errors[0] })
  );
}
