import { describe, expect, test } from 'vitest';
import { ClusterUnavailable } from '../topics/index.ts';
import { BatchRefused, EventInvalid } from './errors.ts';
import { mapBatch } from './map-batch.ts';

const REFUSAL = new EventInvalid({ member: 'id', rule: 'is wrong' });
const UNAVAILABLE = new ClusterUnavailable({ cell: 'cell-1', doing: 'append' });

function throwing(error: Error): () => never {
  return () => {
    throw error;
  };
}

describe('a batch', () => {
  test('is mapped in its order', () => {
    expect(mapBatch([1, 2, 3], (one) => one * 2)).toEqual([2, 4, 6]);
  });

  test('is refused for what an event says', () => {
    const refused = () => mapBatch([1], throwing(REFUSAL));
    expect(refused).toThrow(BatchRefused);
    expect(refused).toThrow(expect.objectContaining({ index: 0, reason: REFUSAL }));
  });

  test.each([
    ['every event would meet', UNAVAILABLE],
    ['nobody foresaw', new RangeError('unforeseen')],
  ])('leaves an error as it is that %s', (_, error) => {
    expect(() => mapBatch([1], throwing(error))).toThrow(error);
  });
});
