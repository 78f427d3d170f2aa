import { expect, test } from 'vitest';
import { type Fields, readLine } from './read-line.ts';

const NOW = Date.UTC(2026, 0, 1);
const FIELDS: Fields = { tenant: 'channel', aggregate: 'page', time: 'time' };
const EDIT = { channel: '#en.wikipedia', page: 'Cat', time: '2015-09-11T00:46:58Z', delta: 36 };

function read(content: unknown, fields: Fields = FIELDS) {
  const bytes =
    Buffer.isBuffer(content) || content === undefined
      ? content
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return readLine({ number: 7, bytes }, fields, NOW);
}

test('an event keeps the whole object as its details', () => {
  expect(read(EDIT)).toEqual({
    kind: 'event',
    line: 7,
    source: '#en.wikipedia',
    aggregate: 'Cat',
    time: Date.UTC(2015, 8, 11, 0, 46, 58),
    activity: 'recorded',
    details: EDIT,
    bytes: JSON.stringify(EDIT).length,
  });
});

test('without a field for it, a tenant is one aggregate and the time is left open', () => {
  expect(read(EDIT, { tenant: 'channel' })).toMatchObject({ aggregate: 'all', time: undefined });
});

test('a field may be a path', () => {
  const nested = { org: { id: 42 }, 'a.b': 'dotted' };
  expect(read(nested, { tenant: 'org.id', aggregate: 'a.b' })).toMatchObject({
    source: '42',
    aggregate: 'dotted',
  });
});

test.each([
  ['is longer than 1024 KiB', undefined],
  ['is empty', '  \t'],
  ['is not JSON', '{"channel":'],
  ['is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['is no JSON object', '[1]'],
  ['is no JSON object', 'null'],
  ['has no channel', { ...EDIT, channel: undefined }],
  ['has no channel', { ...EDIT, channel: null }],
  ['has no channel', { ...EDIT, channel: '' }],
  ['has no channel', { ...EDIT, channel: ['a'] }],
  ['has no page', { ...EDIT, page: {} }],
  ['has no time in time', { ...EDIT, time: 'soon' }],
])('a line that %s is skipped with its number', (reason, content) => {
  expect(read(content)).toEqual({ kind: 'skipped', line: 7, reason });
});

test('a field of the prototype is no field', () => {
  expect(read({ a: 1 }, { tenant: 'constructor' })).toMatchObject({ reason: 'has no constructor' });
  expect(read({ a: { b: 1 } }, { tenant: 'a.constructor.name' })).toMatchObject({
    kind: 'skipped',
  });
});
