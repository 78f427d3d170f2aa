import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const checkout = join(import.meta.dirname, '..', '..');
const launchers = [
  'packages/local/bin/start.js',
  'packages/demo/bin/demo.js',
  'packages/cli/bin/tributary.js',
];
const oldNode =
  "data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })";

/** A checkout as it is before `npm ci`: the launchers, and nothing installed. */
let bare: string;

beforeEach(() => {
  bare = mkdtempSync(join(tmpdir(), 'tributary-bare-'));
  for (const file of ['packages/kernel/bin/launch.js', ...launchers]) {
    cpSync(join(checkout, file), join(bare, file));
  }
});

afterEach(() => {
  rmSync(bare, { recursive: true, force: true });
});

function launch(launcher: string, ...flags: readonly string[]) {
  return spawnSync(process.execPath, [...flags, join(bare, launcher)], { encoding: 'utf8' });
}

describe.each(launchers)('%s', (launcher) => {
  test('names the Node that it needs on an old one', () => {
    const { status, stdout, stderr } = launch(launcher, '--import', oldNode);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Tributary needs Node 24 or newer; this is Node 20\.20\.2\.\n/);
    expect(stderr).not.toContain('    at ');
  });

  test('asks for `npm ci` before it', () => {
    const { status, stdout, stderr } = launch(launcher);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('Run `npm ci`');
    expect(stderr).not.toContain('    at ');
  });
});
