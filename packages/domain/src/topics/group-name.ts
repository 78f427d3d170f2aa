import type { Brand } from '@tributary/kernel';
import type { StreamName } from './stream-name.ts';
import type { TopicOwner } from './topic-name.ts';

/**
 * `<tenant or pool>.<stream>.<consumer>.<epoch>`. A group that exists overrides the starting position of a new
 * subscription, so the epoch is part of the name.
 */
export type GroupName = Brand<string, 'GroupName'>;

export function groupName({
  owner,
  stream,
  consumer,
  epoch,
}: {
  readonly owner: TopicOwner;
  readonly stream: StreamName;
  /** `a-z`, `0-9` and `-`, as in the catalogue. */
  readonly consumer: string;
  readonly epoch: number;
}): GroupName {
  return `${owner}.${stream}.${consumer}.${epoch}` as GroupName;
}
