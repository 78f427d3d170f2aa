import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory, StateLocked } from '@tributary/adapter-embedded';
import { expect, test } from 'vitest';
import { DirectoryUnusable, ResetRefused } from './errors.ts';
import {
  makeStateDirectory,
  readOperatorToken,
  removeUrl,
  resetState,
  writeOperatorToken,
  writeUrl,
} from './state-files.ts';

async function stateDirectory(): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'tributary-state-')), 'state');
  await makeStateDirectory(directory);
  return directory;
}

test('the operator token comes back, and only its owner can read it', async () => {
  const directory = await stateDirectory();
  expect(await readOperatorToken(directory)).toBeUndefined();
  await writeOperatorToken(directory, 'secret');
  expect(await readOperatorToken(directory)).toBe('secret');
  const { mode } = await stat(join(directory, 'operator.token'));
  expect(mode & 0o777).toBe(0o600);
});

test('the directory opens for its owner only', async () => {
  const { mode } = await stat(await stateDirectory());
  expect(mode & 0o777).toBe(0o700);
});

test('the address is gone once it is removed', async () => {
  const directory = await stateDirectory();
  await writeUrl(directory, 'http://127.0.0.1:1');
  await removeUrl(directory);
  expect(await readdir(directory)).toEqual([]);
});

test('a reset deletes what the platform made', async () => {
  const directory = await stateDirectory();
  await writeUrl(directory, 'http://127.0.0.1:1');
  await writeFile(join(directory, 'control.db'), '');
  await resetState(directory);
  expect(await readdir(directory)).toEqual(['lock.db']);
});

test('a reset deletes nothing under a platform that runs', async () => {
  const directory = await stateDirectory();
  await writeUrl(directory, 'http://127.0.0.1:1');
  using _running = lockDirectory(directory);
  await expect(resetState(directory)).rejects.toThrow(StateLocked);
  expect((await readdir(directory)).toSorted()).toEqual(expect.arrayContaining(['lock', 'url']));
});

test('a file is no state directory: it is neither used nor deleted', async () => {
  const file = join(await stateDirectory(), 'notes.txt');
  await writeFile(file, 'mine');
  await expect(resetState(file)).rejects.toThrow(DirectoryUnusable);
  await expect(makeStateDirectory(file)).rejects.toThrow(DirectoryUnusable);
  expect(await readFile(file, 'utf8')).toBe('mine');
});

test('a reset refuses a directory that holds anything else, and deletes nothing', async () => {
  const directory = await stateDirectory();
  await writeUrl(directory, 'http://127.0.0.1:1');
  await writeFile(join(directory, 'thesis.tex'), '');
  await expect(resetState(directory)).rejects.toThrow(ResetRefused);
  expect((await readdir(directory)).toSorted()).toEqual(['thesis.tex', 'url']);
});

test('a reset of nothing is none', async () => {
  await expect(resetState(join(tmpdir(), 'tributary-never-made'))).resolves.toBeUndefined();
});
