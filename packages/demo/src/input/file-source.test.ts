import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputUnusable } from '../errors.ts';
import { fileSource } from './file-source.ts';
import { spooled } from './spooled.ts';

const NOW = Date.UTC(2026, 0, 1);
const FIELDS = { tenant: 'channel', aggregate: 'page' };
const LINES = [
  '{"channel":"a","page":"x"}',
  '{"channel":',
  '{"page":"y"}',
  '{"channel":"b","page":"z"}',
];

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-input-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function given(content: Uint8Array | string) {
  const path = join(directory, crypto.randomUUID());
  await writeFile(path, content);
  return fileSource({ path, title: 'the file', fields: FIELDS, now: NOW });
}

async function summaryOf(source: Awaited<ReturnType<typeof fileSource>>) {
  const lines = await Array.fromAsync(source.read());
  return lines.map((line) => (line.kind === 'event' ? line.source : `${line.line} ${line.reason}`));
}

const SUMMARY = ['a', '2 is not JSON', '3 has no channel', 'b'];

test('a plain file is read line by line, more than once', async () => {
  const source = await given(LINES.join('\n'));
  expect(await summaryOf(source)).toEqual(SUMMARY);
  expect(await summaryOf(source)).toEqual(SUMMARY);
  expect(source.progress()).toBe(1);
});

test('a compressed file is known by its first bytes, whatever its name', async () => {
  expect(await summaryOf(await given(gzipSync(LINES.join('\n'))))).toEqual(SUMMARY);
});

test('compressed members that follow each other are one input', async () => {
  const members = [LINES.slice(0, 2), LINES.slice(2)].map((lines) =>
    gzipSync(`${lines.join('\n')}\n`),
  );
  expect(await summaryOf(await given(Buffer.concat(members)))).toEqual(SUMMARY);
});

test('an empty file has no lines', async () => {
  const source = await given('');
  expect(await summaryOf(source)).toEqual([]);
  expect(source.progress()).toBe(1);
});

test('compression that ends too early is refused', async () => {
  const whole = gzipSync(LINES.join('\n'));
  const source = await given(whole.subarray(0, whole.length - 12));
  await expect(summaryOf(source)).rejects.toBeInstanceOf(InputUnusable);
});

test.each(['missing', '.'])('%s is no file to read', async (name) => {
  const path = join(directory, name);
  const opening = fileSource({ path, title: path, fields: FIELDS, now: NOW });
  await expect(opening).rejects.toBeInstanceOf(InputUnusable);
});

test('a stream that can be read once is spooled to a file that can be read twice', async () => {
  const path = join(directory, 'spool');
  await spooled(Readable.from([LINES.join('\n')]), path);
  const source = await fileSource({ path, title: 'standard input', fields: FIELDS, now: NOW });
  expect(await summaryOf(source)).toEqual(SUMMARY);
});
