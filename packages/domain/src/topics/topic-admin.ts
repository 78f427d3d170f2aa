import type { TopicName } from './topic-name.ts';

export type TopicSpec = {
  readonly name: TopicName;
  /** 1 to 1,000. */
  readonly partitions: number;
  /** At least 60,000. */
  readonly retentionMs: number;
  /** Of one record: key, value and headers. At most 8 MiB (MSK Serverless). */
  readonly maxRecordBytes: number;
};

/** The topics of one cluster, seen by one identity. */
export interface TopicAdmin {
  /**
   * Resolves once the topic takes records and can be read.
   *
   * @throws {TopicExists} the name is taken, by anyone.
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable} nothing is known: the topic may exist.
   */
  create(spec: TopicSpec): Promise<void>;

  /**
   * Deletes exactly this topic and its records.
   *
   * @throws {TopicUnknown}
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable} nothing is known: the topic may be gone.
   */
  remove(name: TopicName): Promise<void>;

  /**
   * `undefined` where there is none.
   *
   * @throws {NotAuthorized}
   * @throws {ClusterUnavailable}
   */
  describe(name: TopicName): Promise<TopicSpec | undefined>;

  /**
   * In order of name, those that this identity may describe; the others are not named.
   *
   * @throws {ClusterUnavailable}
   */
  list(): Promise<readonly TopicName[]>;
}
