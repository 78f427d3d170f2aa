import { PlatformError } from '@tributary/kernel';
import { BatchRefused } from './errors.ts';

/**
 * All of the results, or the first refusal. An error that is not about the event itself, so that another request would meet it
 * too, goes on as it is.
 *
 * @throws {BatchRefused}
 */
export function mapBatch<Item, Result>(
  items: readonly Item[],
  check: (item: Item) => Result,
): readonly Result[] {
  let at = 0;
  try {
    return items.map((item, index) => {
      at = index;
      return check(item);
    });
  } catch (error) {
    throw isAboutTheEvent(error) ? new BatchRefused({ index: at, reason: error }) : error;
  }
}

function isAboutTheEvent(error: unknown): error is PlatformError {
  return error instanceof PlatformError && error.remedy === 'fix-request';
}
