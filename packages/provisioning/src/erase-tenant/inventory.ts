import type { CellId } from '@tributary/domain/placement';
import type { TenantId } from '@tributary/domain/tenancy';
import type { StreamName, TopicName } from '@tributary/domain/topics';
import { POOL, streamName, topicName } from '@tributary/domain/topics';
import type { JsonObject } from '@tributary/kernel';
import {
  cellIn,
  list,
  notedCells,
  notedTopics,
  numberIn,
  type OwnTopic,
  textIn,
} from '../recorded.ts';

/** A pool topic that holds records of the tenant. */
export type PoolResidence = {
  readonly cell: CellId;
  readonly stream: StreamName;
  readonly topic: TopicName;
  readonly retentionMs: number;
};

/** What `take-inventory` has noted. */
export function pools(notes: JsonObject): readonly PoolResidence[] {
  return list(notes, 'pools').map((item) => {
    const stream = streamName(item['stream']);
    return {
      cell: cellIn(item),
      stream,
      topic: topicName(POOL, stream),
      retentionMs: numberIn(item, 'retentionMs'),
    };
  });
}

export function groups(
  notes: JsonObject,
): readonly { readonly cell: CellId; readonly group: string }[] {
  return list(notes, 'groups').map((item) => ({
    cell: cellIn(item),
    group: textIn(item, 'group'),
  }));
}

export function silos(notes: JsonObject): readonly CellId[] {
  return notedCells(notes, 'silos');
}

/** The cells that the tenant shares with others, and that go on without it. */
export function remainingCells(notes: JsonObject): readonly CellId[] {
  const gone = new Set(silos(notes));
  return notedCells(notes, 'cells').filter((cell) => !gone.has(cell));
}

/** Those that do not go with their cluster. */
export function topicsToDelete(notes: JsonObject, tenant: TenantId): readonly OwnTopic[] {
  const gone = new Set(silos(notes));
  return notedTopics(notes, tenant).filter(({ cell }) => !gone.has(cell));
}

export function groupsToDelete(notes: JsonObject): ReturnType<typeof groups> {
  const gone = new Set(silos(notes));
  return groups(notes).filter(({ cell }) => !gone.has(cell));
}
