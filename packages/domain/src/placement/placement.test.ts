import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { streamName } from '../topics/index.ts';
import { cellId, type IsolationModel, siloCellId, topicOf } from './placement.ts';

const ACME = tenantId('acme');

describe('topicOf', () => {
  test.each([
    ['pool', 'pool.orders'],
    ['bridge', 'acme.orders'],
    ['silo', 'acme.orders'],
  ] as const)('in a %s is %s', (model: IsolationModel, topic) => {
    const placement = {
      tenant: ACME,
      stream: streamName('orders'),
      model,
      cell: cellId('c'),
      epoch: 1,
    };
    expect(topicOf(placement)).toBe(topic);
  });
});

describe('cellId', () => {
  test.each(['cell-1', 'silo-acme', 'c', 'c'.repeat(64)])('takes %s as it is', (text) => {
    expect(cellId(text)).toBe(text);
  });

  test.each(['', '1', '-c', 'Cell', 'a.b', 'a_b', 'c'.repeat(65)])('refuses %j', (text) => {
    expect(() => cellId(text)).toThrow(RangeError);
  });

  test('takes the cell of any silo tenant', () => {
    const longest = tenantId(`a${'b'.repeat(31)}`);
    expect(cellId(siloCellId(longest))).toBe(`silo-${longest}`);
  });
});
