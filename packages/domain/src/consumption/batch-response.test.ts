import { describe, expect, test } from 'vitest';
import { batchResponse } from './batch-response.ts';

describe('a batch response', () => {
  test('of no failure names none', () => {
    expect(batchResponse([])).toEqual({ batchItemFailures: [] });
  });

  test('names the lowest failed offset of each partition', () => {
    const failed = [
      { topic: 'acme.orders', partition: 0, offset: 9 },
      { topic: 'acme.orders', partition: 1, offset: 4 },
      { topic: 'acme.orders', partition: 0, offset: 7 },
      { topic: 'acme.orders', partition: 0, offset: 8 },
    ];
    expect(batchResponse(failed)).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'acme.orders-0', offset: 7 } },
        { itemIdentifier: { partition: 'acme.orders-1', offset: 4 } },
      ],
    });
  });
});
