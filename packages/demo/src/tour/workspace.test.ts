import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OutputRefused } from '../errors.ts';
import { Workspace } from './workspace.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tributary-workspace-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

async function emptyDirectory(): Promise<string> {
  return mkdtemp(join(root, 'out-'));
}

async function writeTo(workspace: Workspace): Promise<void> {
  await writeFile(workspace.file('published.ndjson'), '1');
  await writeFile(workspace.file('received-2.ndjson'), '2');
  await writeFile(workspace.scratch('input'), '3');
}

test('a directory that was asked for keeps its files and nothing else', async () => {
  const out = join(await emptyDirectory(), 'made', 'by-the-tour');
  const workspace = await Workspace.open(out);
  await writeTo(workspace);
  const temporary = dirname(workspace.platform);
  await workspace[Symbol.asyncDispose]();
  expect(await readdir(out)).toEqual(['published.ndjson', 'received-2.ndjson', 'tour.json']);
  await expect(readdir(temporary)).rejects.toThrow();
});

test('without a directory, what is kept stays and all else goes', async () => {
  const workspace = await Workspace.open(undefined);
  await writeTo(workspace);
  await writeFile(workspace.keep('certificate-acme.json'), 'proof');
  await workspace[Symbol.asyncDispose]();
  expect(await readdir(dirname(workspace.directory), { recursive: true })).toEqual([
    'files',
    join('files', 'certificate-acme.json'),
  ]);
  await rm(dirname(workspace.directory), { recursive: true });
});

test('where nothing is kept, nothing is left', async () => {
  const workspace = await Workspace.open(undefined);
  await writeTo(workspace);
  await workspace[Symbol.asyncDispose]();
  await expect(readdir(dirname(workspace.platform))).rejects.toThrow();
});

test('the files of an earlier tour give way, those of others stay', async () => {
  const out = await emptyDirectory();
  await writeTo(await Workspace.open(out));
  await writeFile(join(out, 'notes.txt'), 'mine');
  await using next = await Workspace.open(out);
  expect(await readdir(out)).toEqual(['notes.txt', 'tour.json']);
  expect(await next.receivedFiles()).toEqual([]);
});

test('a file that no tour wrote is not overwritten', async () => {
  const out = await emptyDirectory();
  await writeFile(join(out, 'published.ndjson'), 'mine');
  await expect(Workspace.open(out)).rejects.toBeInstanceOf(OutputRefused);
  expect(await readFile(join(out, 'published.ndjson'), 'utf8')).toBe('mine');
});

test('a file is no directory', async () => {
  const file = join(await emptyDirectory(), 'file');
  await writeFile(file, '');
  await expect(Workspace.open(file)).rejects.toBeInstanceOf(OutputRefused);
});

test('what handlers received is found by its name', async () => {
  const out = await emptyDirectory();
  await using workspace = await Workspace.open(out);
  await writeTo(workspace);
  await writeFile(workspace.file('received-10.ndjson'), '');
  expect(await workspace.receivedFiles()).toEqual([
    join(out, 'received-10.ndjson'),
    join(out, 'received-2.ndjson'),
  ]);
});
