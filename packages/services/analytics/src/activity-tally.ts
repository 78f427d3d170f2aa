import { userActivityRecorded } from '@tributary/catalogue';
import type { ConsumerSpec } from '@tributary/sdk/consume';

/**
 * Counts, for each tenant apart, how often each activity was recorded.
 *
 * Read model: under the key `<activity>` a number, the count. Whatever is delivered twice, cut off or run side by side, it is
 * the number of distinct events of that activity in the tenant's log: the new count and the note that the event has been
 * counted are one transaction, and a count that somebody else has changed since it was read is read again.
 */
export const activityTally: ConsumerSpec = {
  name: 'activity-tally',
  stream: 'analytics',
  on: {
    UserActivityRecorded: async (event, { state, commit }) => {
      const { activity } = userActivityRecorded.parse(event.data);
      const count = Number((await state.get(activity)) ?? 0);
      await commit([{ key: activity, value: count + 1 }]);
    },
  },
};
