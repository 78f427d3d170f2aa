import type { Subscription } from '@tributary/domain/consumption';
import {
  type CellId,
  cellId,
  type IsolationModel,
  type Placement,
} from '@tributary/domain/placement';
import type { TenantId } from '@tributary/domain/tenancy';
import {
  groupName,
  type StreamName,
  streamName,
  type TopicSpec,
  topicName,
} from '@tributary/domain/topics';
import type { JsonObject, JsonValue } from '@tributary/kernel';
import { NotesDamaged } from './errors.ts';
import type { StepContext } from './saga.ts';

/*
 * What steps note before they use it, and how the next step, or the next process, reads it. Names are noted in parts and made
 * again by those who own them.
 */

/** A topic of the tenant's own. */
export type OwnTopic = {
  readonly cell: CellId;
  readonly stream: StreamName;
  readonly spec: TopicSpec;
};

export function notePlacements(placements: readonly Placement[]): JsonObject {
  return {
    placements: placements.map(({ stream, model, cell, epoch }) => ({
      stream,
      model,
      cell,
      epoch,
    })),
  };
}

export function notedPlacements(notes: JsonObject, tenant: TenantId): readonly Placement[] {
  return list(notes, 'placements').map((item) => ({
    tenant,
    stream: streamName(item['stream']),
    model: modelIn(item),
    cell: cellIn(item),
    epoch: numberIn(item, 'epoch'),
  }));
}

export function noteTopics(topics: readonly OwnTopic[]): JsonObject {
  return {
    topics: topics.map(({ cell, stream, spec }) => ({
      cell,
      stream,
      partitions: spec.partitions,
      retentionMs: spec.retentionMs,
      maxRecordBytes: spec.maxRecordBytes,
    })),
  };
}

export function notedTopics(notes: JsonObject, tenant: TenantId): readonly OwnTopic[] {
  return list(notes, 'topics').map((item) => {
    const stream = streamName(item['stream']);
    return {
      cell: cellIn(item),
      stream,
      spec: {
        name: topicName(tenant, stream),
        partitions: numberIn(item, 'partitions'),
        retentionMs: numberIn(item, 'retentionMs'),
        maxRecordBytes: numberIn(item, 'maxRecordBytes'),
      },
    };
  });
}

/** `paused` says how it stood when it was noted. */
export type NotedSubscription = Subscription & { readonly paused: boolean };

export function noteSubscriptions(
  subscriptions: readonly (Subscription & { readonly paused?: boolean })[],
): JsonObject {
  return {
    subscriptions: subscriptions.map(({ cell, stream, consumer, epoch, paused = false }) => ({
      cell,
      stream,
      consumer,
      epoch,
      paused,
    })),
  };
}

export function notedSubscriptions(
  notes: JsonObject,
  owner: TenantId,
): readonly NotedSubscription[] {
  return list(notes, 'subscriptions').map((item) => {
    const stream = streamName(item['stream']);
    const consumer = textIn(item, 'consumer');
    const epoch = numberIn(item, 'epoch');
    return {
      group: groupName({ owner, stream, consumer, epoch }),
      cell: cellIn(item),
      topic: topicName(owner, stream),
      owner,
      stream,
      consumer,
      epoch,
      paused: item['paused'] === true,
    };
  });
}

export function notedCells(notes: JsonObject, note: string): readonly CellId[] {
  return values(notes, note).map((value) => {
    if (typeof value !== 'string') {
      throw new NotesDamaged({ note });
    }
    return cellId(value);
  });
}

/** `undefined` where there is no such note. */
export function notedNumber(notes: JsonObject, note: string): number | undefined {
  return notes[note] === undefined ? undefined : numberIn(notes, note);
}

/** The time at which something is done: now, or when it was first decided. */
export function dateOnce(
  { ports, operation }: Pick<StepContext, 'ports' | 'operation'>,
  note: string,
): JsonObject {
  return { [note]: notedNumber(operation.notes, note) ?? ports.clock.now() };
}

/** `undefined` where there is no such note. */
export function notedText(notes: JsonObject, note: string): string | undefined {
  return notes[note] === undefined ? undefined : textIn(notes, note);
}

/** The members of a list of objects; none where there is no such note. */
export function list(notes: JsonObject, note: string): readonly JsonObject[] {
  return values(notes, note).map((item) => {
    if (!isObject(item)) {
      throw new NotesDamaged({ note });
    }
    return item;
  });
}

export function textIn(item: JsonObject, member: string): string {
  const value = item[member];
  if (typeof value !== 'string') {
    throw new NotesDamaged({ note: member });
  }
  return value;
}

export function numberIn(item: JsonObject, member: string): number {
  const value = item[member];
  if (typeof value !== 'number') {
    throw new NotesDamaged({ note: member });
  }
  return value;
}

export function cellIn(item: JsonObject): CellId {
  return cellId(textIn(item, 'cell'));
}

const MODELS = ['pool', 'bridge', 'silo'] as const satisfies readonly IsolationModel[];

function modelIn(item: JsonObject): IsolationModel {
  const found = MODELS.find((model) => model === item['model']);
  if (found === undefined) {
    throw new NotesDamaged({ note: 'model' });
  }
  return found;
}

/** The members of a list; none where there is no such note. */
export function values(notes: JsonObject, note: string): readonly JsonValue[] {
  const value = notes[note] ?? [];
  if (!isList(value)) {
    throw new NotesDamaged({ note });
  }
  return value;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
