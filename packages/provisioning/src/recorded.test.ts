import { cellId, type Placement } from '@tributary/domain/placement';
import { tenantId } from '@tributary/domain/tenancy';
import { groupName, streamName, topicName } from '@tributary/domain/topics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NotesDamaged } from './errors.ts';
import {
  list,
  notedCells,
  notedNumber,
  notedPlacements,
  notedSubscriptions,
  notedText,
  notedTopics,
  notePlacements,
  noteSubscriptions,
  noteTopics,
} from './recorded.ts';

const ACME = tenantId('acme');
const CELL = cellId('cell-1');

const streams = fc.stringMatching(/^[a-z][a-z0-9-]{1,39}$/).map(streamName);
const placements = fc.record<Placement>({
  tenant: fc.constant(ACME),
  stream: streams,
  model: fc.constantFrom('pool', 'bridge', 'silo'),
  cell: fc.constant(CELL),
  epoch: fc.integer({ min: 1 }),
});

/** As a registry would give it back. */
function stored<Notes>(notes: Notes): Notes {
  return JSON.parse(JSON.stringify(notes));
}

test('placements are read as they were noted', () => {
  fc.assert(
    fc.property(fc.array(placements), (noted) => {
      expect(notedPlacements(stored(notePlacements(noted)), ACME)).toEqual(noted);
    }),
  );
});

test('topics are read as they were noted', () => {
  fc.assert(
    fc.property(fc.array(streams), fc.nat(), (named, size) => {
      const noted = named.map((stream) => ({
        cell: CELL,
        stream,
        spec: {
          name: topicName(ACME, stream),
          partitions: size,
          retentionMs: size + 1,
          maxRecordBytes: size + 2,
        },
      }));
      expect(notedTopics(stored(noteTopics(noted)), ACME)).toEqual(noted);
    }),
  );
});

test('subscriptions are read as they were noted, paused or not', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(streams, fc.boolean())), (named) => {
      const noted = named.map(([stream, paused]) => ({
        group: groupName({ owner: ACME, stream, consumer: 'tally', epoch: 2 }),
        cell: CELL,
        topic: topicName(ACME, stream),
        owner: ACME,
        stream,
        consumer: 'tally',
        epoch: 2,
        paused,
      }));
      expect(notedSubscriptions(stored(noteSubscriptions(noted)), ACME)).toEqual(noted);
    }),
  );
});

test('what was never noted is empty or absent', () => {
  expect(notedPlacements({}, ACME)).toEqual([]);
  expect(notedCells({}, 'cells')).toEqual([]);
  expect(notedNumber({}, 'at')).toBeUndefined();
  expect(notedText({}, 'place')).toBeUndefined();
});

test.each<[string, () => unknown]>([
  ['a text for a list', () => list({ topics: 'acme.orders' }, 'topics')],
  ['a list of texts for one of objects', () => list({ topics: ['acme.orders'] }, 'topics')],
  ['null among objects', () => list({ topics: [null] }, 'topics')],
  ['a list among objects', () => list({ topics: [[]] }, 'topics')],
  ['a number for a cell', () => notedCells({ cells: [1] }, 'cells')],
  ['a text for a number', () => notedNumber({ at: 'now' }, 'at')],
  ['a number for a text', () => notedText({ place: 1 }, 'place')],
  [
    'a model that there is not',
    () => notedPlacements({ placements: [{ stream: 'orders', model: 'pond' }] }, ACME),
  ],
])('%s is damaged', (_what, read) => {
  expect(read).toThrow(NotesDamaged);
});
