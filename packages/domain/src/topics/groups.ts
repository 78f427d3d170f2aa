import type { RecordPosition } from './event-log.ts';
import type { GroupName } from './group-name.ts';
import type { TopicName } from './topic-name.ts';

/** The consumer groups of one cluster, seen by one identity. */
export interface Groups {
  /**
   * Remembers the next offset to read, per partition; the group is made by its first commit. Twice equals once.
   *
   * @throws {TopicUnknown}
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable} nothing is known.
   */
  commit(group: GroupName, topic: TopicName, positions: readonly RecordPosition[]): Promise<void>;

  /**
   * The next offset to read, for the partitions that have one, in order of partition. Empty for a group that does not exist.
   *
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable}
   */
  committed(group: GroupName, topic: TopicName): Promise<readonly RecordPosition[]>;

  /**
   * Deletes exactly this group and its offsets.
   *
   * @throws {GroupUnknown}
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable}
   */
  remove(group: GroupName): Promise<void>;

  /**
   * In order of name, those that this identity may describe.
   *
   * @throws {ClusterUnavailable}
   */
  list(): Promise<readonly GroupName[]>;
}
