import type { EventLog } from './event-log.ts';
import type { Groups } from './groups.ts';
import type { TopicAdmin } from './topic-admin.ts';

/** One cluster as one identity sees it. */
export type ClusterSession = {
  readonly log: EventLog;
  readonly topics: TopicAdmin;
  readonly groups: Groups;
};
