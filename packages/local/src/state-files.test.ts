import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ResetRefused } from './errors.ts';
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
  await expect(stat(directory)).rejects.toThrow();
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
