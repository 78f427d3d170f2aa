import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import type { Facts } from '@tributary/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppendWatch } from './append-watch.ts';
import { TopicSignal } from './topic-signal.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-watch-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('a look that fails is told and does not end the process', async () => {
  const embedded = await openEmbedded({ directory });
  await embedded[Symbol.asyncDispose]();
  const told = Promise.withResolvers<Facts>();
  using watch = new AppendWatch({
    embedded,
    signal: new TopicSignal(),
    log: (_level, _message, facts = {}) => told.resolve(facts),
  });
  watch.start(1);
  await expect(told.promise).resolves.toMatchObject({ code: 'state.closed' });
});
