export type { ClusterSession } from './cluster-session.ts';
export {
  AggregateIdInvalid,
  ClusterUnavailable,
  GroupUnknown,
  NotAuthorized,
  OffsetOutOfRange,
  RecordTooLarge,
  StreamNameInvalid,
  TopicExists,
  TopicNameInvalid,
  TopicUnknown,
} from './errors.ts';
export type {
  EventLog,
  LogRecord,
  NewRecord,
  PartitionOffsets,
  ReadRange,
  RecordHeaders,
  RecordPosition,
} from './event-log.ts';
export { type GroupName, groupName } from './group-name.ts';
export type { Groups } from './groups.ts';
export { partitionOf } from './partition-of.ts';
export {
  type AggregateId,
  aggregateId,
  type RecordKey,
  recordKey,
  splitRecordKey,
} from './record-key.ts';
export { type StreamName, streamName } from './stream-name.ts';
export type { TopicAdmin, TopicSpec } from './topic-admin.ts';
export {
  CONTROL_TOPIC,
  POOL,
  parseTopic,
  type TopicName,
  type TopicOwner,
  topicName,
  topicPrefix,
} from './topic-name.ts';
