import type { RunId } from '@tributary/domain/consumption';
import {
  type CellId,
  type ConsumerDefinition,
  consumerOf,
  type ReplayMode,
} from '@tributary/domain/placement';
import type { Operation } from '@tributary/domain/tenancy';
import { parseTopic, type TopicName } from '@tributary/domain/topics';
import type { JsonObject } from '@tributary/kernel';
import { NotesDamaged } from '../errors.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { cellIn, list, numberIn, textIn } from '../recorded.ts';

/** One consumer and one partition: `next` is the offset to go on from, `end` the first one that is left out. */
export type ReplayRange = {
  readonly consumer: string;
  readonly cell: CellId;
  readonly topic: TopicName;
  readonly partition: number;
  readonly next: number;
  readonly end: number;
};

type Replayed = { readonly consumer: ConsumerDefinition; readonly mode: ReplayMode };

/** Noted with the request: a catalogue that changes meanwhile changes no replay. */
export function replayed(
  { catalogue }: Pick<ProvisioningPorts, 'catalogue'>,
  { notes }: Operation,
): readonly Replayed[] {
  return list(notes, 'consumers').map((item) => ({
    consumer: consumerOf(catalogue, textIn(item, 'name')),
    mode: modeIn(item),
  }));
}

export function rebuilt(
  ports: Pick<ProvisioningPorts, 'catalogue'>,
  operation: Operation,
): readonly ConsumerDefinition[] {
  return replayed(ports, operation)
    .filter(({ mode }) => mode === 'rebuild')
    .map(({ consumer }) => consumer);
}

/** Under which run the markers of a delivery stand. */
export function runOf(mode: ReplayMode, { id }: Operation): RunId {
  return mode === 'rebuild' ? 'live' : `replay-${id}`;
}

export function noteRanges(ranges: readonly ReplayRange[]): JsonObject {
  return { ranges: ranges.map((range) => ({ ...range })) };
}

export function notedRanges(notes: JsonObject): readonly ReplayRange[] {
  return list(notes, 'ranges').map((item) => ({
    consumer: textIn(item, 'consumer'),
    cell: cellIn(item),
    topic: parseTopic(textIn(item, 'topic')).topic,
    partition: numberIn(item, 'partition'),
    next: numberIn(item, 'next'),
    end: numberIn(item, 'end'),
  }));
}

const MODES = ['rebuild', 'reapply', 'refuse'] as const satisfies readonly ReplayMode[];

function modeIn(item: JsonObject): ReplayMode {
  const found = MODES.find((mode) => mode === item['mode']);
  if (found === undefined) {
    throw new NotesDamaged({ note: 'mode' });
  }
  return found;
}
