import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SkippedLines } from './skipped-lines.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-skipped-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function given(count: number) {
  const path = join(directory, crypto.randomUUID());
  const skipped = new SkippedLines(path);
  for (let line = 1; line <= count; line += 1) {
    await skipped.add({ kind: 'skipped', line, reason: 'is empty' });
  }
  return { path, skipped };
}

test('every line is written down with its number and its reason', async () => {
  const { path, skipped } = await given(25);
  await skipped[Symbol.asyncDispose]();
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  expect(skipped.count).toBe(25);
  expect(lines).toHaveLength(25);
  expect(lines.at(-1)).toBe('{"line":25,"reason":"is empty"}');
});

test('few lines are told, each once', async () => {
  await using skipped = (await given(1)).skipped;
  expect(skipped.news('skipped')).toEqual(['line 1 is empty']);
  await skipped.add({ kind: 'skipped', line: 7, reason: 'is not JSON' });
  expect(skipped.news('skipped')).toEqual(['line 7 is not JSON']);
  expect(skipped.news('skipped')).toEqual([]);
});

test('of many lines the first are told, and where the others are', async () => {
  await using skipped = (await given(30)).skipped;
  const news = skipped.news('skipped');
  expect(news).toHaveLength(21);
  expect(news.at(-1)).toBe('and 10 more lines, all in skipped');
  await skipped.add({ kind: 'skipped', line: 31, reason: 'is empty' });
  expect(skipped.news('skipped')).toEqual(['and 1 more lines, all in skipped']);
});
