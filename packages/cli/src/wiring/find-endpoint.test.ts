import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PlatformNotFound } from '../errors.ts';
import { findEndpoint } from './find-endpoint.ts';

const TRIBUTARY_URL = 'https://tributary.example';
const HERE = 'http://127.0.0.1:4700';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-endpoint-'));
  await writeFile(join(directory, 'url'), `${HERE}\n`);
  await writeFile(join(directory, 'operator.token'), 'kept\n');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('is what the state directory says', async () => {
  const found = await findEndpoint({ directory: undefined }, { TRIBUTARY_DIR: directory });
  expect(found).toEqual({ url: HERE, token: 'kept' });
});

test('is what the environment says, before a directory that nobody gave', async () => {
  const environment = { TRIBUTARY_DIR: directory, TRIBUTARY_URL, TRIBUTARY_TOKEN: 'given' };
  const found = await findEndpoint({ directory: undefined }, environment);
  expect(found).toEqual({ url: TRIBUTARY_URL, token: 'given' });
});

test('is that of a directory that was given, whatever the environment says', async () => {
  expect(await findEndpoint({ directory }, { TRIBUTARY_URL })).toEqual({
    url: HERE,
    token: 'kept',
  });
});

test('the token of this machine is sent to no other', async () => {
  const found = findEndpoint({ directory: undefined }, { TRIBUTARY_DIR: directory, TRIBUTARY_URL });
  await expect(found).rejects.toThrow(PlatformNotFound);
});

test('a token alone is for the platform here', async () => {
  const environment = { TRIBUTARY_DIR: directory, TRIBUTARY_TOKEN: 'given' };
  const found = await findEndpoint({ directory: undefined }, environment);
  expect(found).toEqual({ url: HERE, token: 'given' });
});
