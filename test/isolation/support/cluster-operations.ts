import type { ClusterSession, GroupName, NewRecord, TopicName } from '@tributary/domain/topics';
import { MINUTE_MS } from '@tributary/kernel';

/** What an operation is tried on. */
export type Target = { readonly topic: TopicName; readonly group: GroupName };

export type ClusterOperation = {
  readonly name: string;
  readonly run: (session: ClusterSession, target: Target) => Promise<unknown>;
};

const RECORD: NewRecord = {
  key: Buffer.from('acme:planted'),
  value: Buffer.from('planted'),
  headers: [],
  timestamp: 0,
};

/** What a tenant's own identity may do with what is the tenant's. */
export const ownOperations: readonly ClusterOperation[] = [
  { name: 'append', run: ({ log }, { topic }) => log.append(topic, [RECORD]) },
  {
    name: 'read',
    run: ({ log }, { topic }) =>
      log.read({ topic, partition: 0, offset: 0, maxRecords: 1, maxBytes: 1 }),
  },
  { name: 'offsets', run: ({ log }, { topic }) => log.offsets(topic) },
  { name: 'offsets since', run: ({ log }, { topic }) => log.offsetsSince(topic, 0) },
  { name: 'describe', run: ({ topics }, { topic }) => topics.describe(topic) },
  {
    name: 'commit',
    run: ({ groups }, { group, topic }) =>
      groups.commit(group, topic, [{ partition: 0, offset: 0 }]),
  },
  { name: 'committed', run: ({ groups }, { group, topic }) => groups.committed(group, topic) },
];

/** What no tenant may do, not even with its own. */
export const sagaOperations: readonly ClusterOperation[] = [
  {
    name: 'create',
    run: ({ topics }, { topic: name }) =>
      topics.create({ name, partitions: 1, retentionMs: MINUTE_MS, maxRecordBytes: 1_024 }),
  },
  { name: 'remove topic', run: ({ topics }, { topic }) => topics.remove(topic) },
  { name: 'remove group', run: ({ groups }, { group }) => groups.remove(group) },
];
