import { type Clock, PlatformError, SECOND_MS } from '@tributary/kernel';
import type { Platform } from '@tributary/local';
import type { TourEvent } from './tour-event.ts';

type Publisher = Pick<Platform['publisher'], 'publishBatch'>;
export type Receipt = Awaited<ReturnType<Publisher['publishBatch']>>[number];

export type Sending<Event extends TourEvent> = {
  readonly acknowledged: readonly Event[];
  /** Where they are, in the same order. */
  readonly receipts: readonly Receipt[];
  /** The platform does not take them, now or later. */
  readonly refused: readonly { readonly event: Event; readonly reason: string }[];
};

const MAX_ATTEMPTS = 100;
const RETRY_MS = 100;

/**
 * Publishes all that the platform takes, in order: an event that it refuses is left out, and a batch that it does not take yet is
 * sent again.
 */
export async function publishBatch<Event extends TourEvent>(
  publisher: Publisher,
  tenant: string,
  events: readonly Event[],
  clock: Pick<Clock, 'sleep'>,
): Promise<Sending<Event>> {
  const refused: { readonly event: Event; readonly reason: string }[] = [];
  let acknowledged = events;
  for (let attempt = 1; ; ) {
    try {
      const receipts = await publisher.publishBatch(tenant, acknowledged.map(draftOf));
      return { acknowledged, receipts, refused };
    } catch (error) {
      const index = error instanceof PlatformError ? error.facts['index'] : undefined;
      const event = typeof index === 'number' ? acknowledged[index] : undefined;
      if (error instanceof PlatformError && error.remedy === 'fix-request' && event !== undefined) {
        refused.push({ event, reason: error.code });
        acknowledged = acknowledged.filter((other) => other !== event);
      } else if (isPassing(error) && attempt < MAX_ATTEMPTS) {
        attempt += 1;
        await clock.sleep(waitOf(error));
      } else {
        throw error;
      }
    }
  }
}

function draftOf({ aggregate, data, id, stream, time, type }: TourEvent) {
  return { aggregate, data, id, stream, time, type };
}

function isPassing(error: unknown): error is PlatformError {
  return error instanceof PlatformError && error.remedy === 'retry-later';
}

function waitOf({ facts }: PlatformError): number {
  const wait = facts['retryAfterMs'];
  return typeof wait === 'number' ? Math.min(wait, 10 * SECOND_MS) : RETRY_MS;
}
