import { describe, expect, test } from 'vitest';
import { parseTopic } from '../topics/index.ts';
import type { Attempt, AttemptJournal } from './attempt-journal.ts';

const ORDERS = parseTopic('acme.orders').topic;
const BATCH: Attempt = { consumer: 'tally', topic: ORDERS, partition: 0, offset: 7, of: 'batch' };

/** `make` gives an empty journal each time. */
export function attemptJournalContract(make: () => Promise<AttemptJournal>): void {
  describe('attempts', () => {
    test('are counted, this one included', async () => {
      const journal = await make();
      expect(await journal.begin([BATCH])).toEqual([1]);
      expect(await journal.begin([BATCH])).toEqual([2]);
    });

    test.each<[string, Partial<Attempt>]>([
      ['consumer', { consumer: 'tally-2' }],
      ['topic', { topic: parseTopic('acme-labs.orders').topic }],
      ['partition', { partition: 1 }],
      ['offset', { offset: 8 }],
      ['kind', { of: 'record' }],
    ])('of another %s are counted apart', async (_, change) => {
      const journal = await make();
      await journal.begin([BATCH]);
      expect(await journal.begin([{ ...BATCH, ...change }])).toEqual([1]);
      expect(await journal.begin([BATCH])).toEqual([2]);
    });

    test('are answered in the order given', async () => {
      const journal = await make();
      const other: Attempt = { ...BATCH, partition: 1 };
      await journal.begin([other]);
      expect(await journal.begin([BATCH, other])).toEqual([1, 2]);
      expect(await journal.begin([other, BATCH])).toEqual([3, 2]);
    });

    test('of nothing are none', async () => {
      const journal = await make();
      expect(await journal.begin([])).toEqual([]);
      await expect(journal.end([])).resolves.toBeUndefined();
    });
  });

  describe('an end', () => {
    test('forgets the attempt', async () => {
      const journal = await make();
      await journal.begin([BATCH]);
      await journal.end([BATCH]);
      expect(await journal.begin([BATCH])).toEqual([1]);
    });

    test('twice equals once', async () => {
      const journal = await make();
      await journal.begin([BATCH]);
      await journal.end([BATCH]);
      await journal.end([BATCH]);
      expect(await journal.begin([BATCH])).toEqual([1]);
    });

    test('leaves the others', async () => {
      const journal = await make();
      const other: Attempt = { ...BATCH, of: 'record' };
      await journal.begin([BATCH, other]);
      await journal.end([BATCH]);
      expect(await journal.begin([other])).toEqual([2]);
    });
  });

  test('a topic that is removed takes its attempts with it and no others', async () => {
    const journal = await make();
    const neighbour: Attempt = { ...BATCH, topic: parseTopic('acme.orders-2').topic };
    await journal.begin([BATCH, neighbour]);
    await journal.removeTopic(ORDERS);
    await journal.removeTopic(ORDERS);
    expect(await journal.begin([BATCH, neighbour])).toEqual([1, 2]);
  });
}
