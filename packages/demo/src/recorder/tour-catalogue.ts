import { extendedCatalogue, platformCatalogue } from '@tributary/catalogue';
import { SECOND_MS } from '@tributary/kernel';

export const RECORDER = 'tour-recorder';

/** The consumer of the platform's own that reads the same stream. */
export const TALLY = 'activity-tally';

export const STREAM = 'analytics';
export const EVENT_TYPE = 'UserActivityRecorded';

/**
 * The platform's own catalogue with two changes: the tour's recorder reads beside the platform's consumers, and no tier slows the
 * tour down.
 */
export const tourCatalogue = extendedCatalogue(platformCatalogue, {
  consumers: [
    {
      name: RECORDER,
      stream: STREAM,
      replay: 'reapply',
      batchSize: 500,
      batchWindowMs: 20,
      timeoutMs: 60 * SECOND_MS,
    },
  ],
  rate: { eventsPerSecond: 1_000_000, burst: 1_000_000 },
});
