import { expect, test } from 'vitest';
import { type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'tenant', align: 'left', maxWidth: 8 },
  { title: 'events', align: 'right' },
];

test('columns are as wide as their widest cell', () => {
  const rows = [
    ['acme', '1'],
    ['acme-labs-berlin', '12,345,678'],
    ['日本', '2'],
  ];
  expect(table(COLUMNS, rows, ['all', '3']).join('\n')).toBe(
    [
      'tenant        events',
      '────────  ──────────',
      'acme               1',
      'acme-la…  12,345,678',
      '日本               2',
      '────────  ──────────',
      'all                3',
    ].join('\n'),
  );
});

test('a table without a foot ends with its last row', () => {
  expect(table(COLUMNS, [['acme', '1']])).toEqual([
    'tenant  events',
    '──────  ──────',
    'acme         1',
  ]);
});
