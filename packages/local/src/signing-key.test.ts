import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateDamaged } from '@tributary/adapter-embedded';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSigningKey } from './signing-key.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-signing-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('is made once, and its public half lies beside it', async () => {
  const { publicKeyPem } = await openSigningKey(directory);
  expect((await openSigningKey(directory)).publicKeyPem).toBe(publicKeyPem);
  expect(await readFile(join(directory, 'signing-key.pub.pem'), 'utf8')).toBe(publicKeyPem);
});

test('a file that holds no key is not replaced', async () => {
  const file = join(directory, 'signing-key.pem');
  await writeFile(file, 'scribble');
  await expect(openSigningKey(directory)).rejects.toThrow(StateDamaged);
  expect(await readFile(file, 'utf8')).toBe('scribble');
});

test('a file that cannot be read is not replaced', async () => {
  await mkdir(join(directory, 'signing-key.pem'));
  await expect(openSigningKey(directory)).rejects.toThrow(StateDamaged);
});
