import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StateDamaged } from './errors.ts';
import { assertLogs, assertWhole, noteFiles, sweepHalfWritten } from './state-manifest.ts';

const FILES = ['control.db', 'meters.db', 'keys.db', 'master.key', 'consumers/attempts.db'];

function whole(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-manifest-'));
  mkdirSync(join(directory, 'consumers'));
  for (const name of FILES) {
    writeFileSync(join(directory, name), name);
  }
  noteFiles(directory, []);
  return directory;
}

test('a directory that is as it was is whole, however often it was noted', () => {
  const directory = whole();
  noteFiles(directory, []);
  expect(() => assertWhole(directory)).not.toThrow();
});

test('nothing is expected of a directory that was never noted', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-manifest-'));
  expect(() => assertWhole(directory)).not.toThrow();
});

test.each(FILES)('a directory without %s is damaged', (name) => {
  const directory = whole();
  rmSync(join(directory, name));
  expect(() => assertWhole(directory)).toThrow(StateDamaged);
});

test('a directory with another master key is damaged', () => {
  const directory = whole();
  writeFileSync(join(directory, 'master.key'), 'another');
  expect(() => assertWhole(directory)).toThrow(StateDamaged);
});

test('a directory with a manifest that says nothing is damaged', () => {
  const directory = whole();
  writeFileSync(join(directory, 'manifest.json'), '{');
  expect(() => assertWhole(directory)).toThrow(StateDamaged);
});

test('a cluster without the log that it had is damaged, unless the cluster is gone too', () => {
  const directory = whole();
  const log = join(directory, 'cells', 'cell-1', 'log.db');
  mkdirSync(join(directory, 'cells', 'cell-1'), { recursive: true });
  expect(() => assertLogs(directory, ['cell-1'])).not.toThrow();
  writeFileSync(log, '');
  noteFiles(directory, ['cell-1']);
  expect(() => assertLogs(directory, ['cell-1'])).not.toThrow();
  rmSync(log);
  expect(() => assertLogs(directory, ['cell-1'])).toThrow(StateDamaged);
  expect(() => assertLogs(directory, [])).not.toThrow();
});

test('a directory that has no master key yet is whole', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-manifest-'));
  noteFiles(directory, []);
  writeFileSync(join(directory, 'master.key'), 'the first');
  expect(() => assertWhole(directory)).not.toThrow();
});

test('what was left half written is swept, and nothing else', () => {
  const directory = whole();
  const half = join(directory, 'consumers', 'b.db.1.tmp');
  writeFileSync(half, '');
  sweepHalfWritten(directory);
  expect(existsSync(half)).toBe(false);
  expect(() => assertWhole(directory)).not.toThrow();
});
