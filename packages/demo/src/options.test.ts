import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { OptionInvalid } from './errors.ts';
import { tourOptions } from './options.ts';

test('without options the tour is on webhooks and tells itself to a person', () => {
  expect(tourOptions([])).toEqual({
    input: { kind: 'webhooks' },
    json: false,
    out: undefined,
    help: false,
  });
});

test('a file comes with the names of its fields', () => {
  const args = ['--events', 'e.gz', '--tenant', 'channel', '--aggregate', 'page', '--time', 'at'];
  expect(tourOptions(args).input).toEqual({
    kind: 'file',
    path: resolve('e.gz'),
    fields: { tenant: 'channel', aggregate: 'page', time: 'at' },
  });
});

test('"-" is standard input', () => {
  expect(tourOptions(['--events', '-', '--tenant', 'channel']).input).toEqual({
    kind: 'standard-input',
    fields: { tenant: 'channel' },
  });
});

test('--json and --out', () => {
  expect(tourOptions(['--json', '--out=here'])).toMatchObject({ json: true, out: resolve('here') });
});

test.each([['--help'], ['-h']])('%s asks for the text', (flag) => {
  expect(tourOptions([flag])).toMatchObject({ help: true });
});

test.each([
  ['an unknown option', ['--evens', 'x']],
  ['a value that is missing', ['--events']],
  ['a stray word', ['events.ndjson']],
  ['a value for a flag', ['--json=yes']],
  ['events without a tenant', ['--events', 'e.ndjson']],
  ['a field without events', ['--tenant', 'channel']],
  ['an empty name', ['--events', 'e', '--tenant', '']],
  ['an empty directory', ['--out', '']],
])('refuses %s', (_, args) => {
  expect(() => tourOptions(args)).toThrow(OptionInvalid);
});
