import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { firstProblem } from './jars.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-jars-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const expected = new Map(
  ['a', 'b'].map((name) => [`${name}.jar`, createHash('sha256').update(name).digest('hex')]),
);

test('jars that are the listed ones have no problem', async () => {
  expect(await firstProblem(folderWith({ 'a.jar': 'a', 'b.jar': 'b' }), expected)).toBeUndefined();
});

test.each([
  ['is missing', { 'a.jar': 'a' }, 'b.jar'],
  ['is another', { 'a.jar': 'a', 'b.jar': 'B' }, 'b.jar'],
  ['is not listed', { 'a.jar': 'a', 'b.jar': 'b', 'c.jar': 'c' }, 'c.jar'],
])('a jar that %s is named', async (_, files, jar) => {
  expect(await firstProblem(folderWith(files), expected)).toMatchObject({ jar });
});

test('a folder that is not there lacks the first jar', async () => {
  const folder = join(tmpdir(), 'tributary-jars-nowhere');
  expect(await firstProblem(folder, expected)).toMatchObject({ jar: 'a.jar' });
});
