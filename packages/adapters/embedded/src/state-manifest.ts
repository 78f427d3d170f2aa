import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateDamaged } from './errors.ts';

const MANIFEST = 'manifest.json';
const FILES = ['control.db', 'meters.db', 'keys.db', 'master.key', 'consumers/attempts.db'];
const SWEPT = ['', 'consumers', 'certificates'];
const KEY_PURPOSE = 'tributary/state-manifest/1';

/** `masterKey` is '' where there is none yet. */
type Manifest = { readonly files: readonly string[]; readonly masterKey: string };

/**
 * Says whether the directory still has every file that it had when it was last noted: one that is missing would be made anew,
 * empty, and another master key would wrap new keys beside the old ones.
 *
 * @throws {StateDamaged}
 */
export function assertWhole(directory: string): void {
  const { files, masterKey } = readManifest(directory);
  for (const name of files.filter((each) => FILES.includes(each))) {
    assertThere(directory, name);
  }
  if (masterKey !== '' && masterKey !== fingerprint(directory)) {
    throw new StateDamaged({
      file: join(directory, 'master.key'),
      problem: 'it is another key than the one that this directory was made with',
    });
  }
}

/**
 * The same of the clusters that there are, by cell.
 *
 * @throws {StateDamaged}
 */
export function assertLogs(directory: string, cells: readonly string[]): void {
  const { files } = readManifest(directory);
  for (const name of cells.map(logOf).filter((each) => files.includes(each))) {
    assertThere(directory, name);
  }
}

/** Notes which files there are, for the next start. */
export function noteFiles(directory: string, cells: readonly string[]): void {
  const files = [...FILES, ...cells.map(logOf)].filter((name) => existsSync(join(directory, name)));
  const manifest: Manifest = { files, masterKey: fingerprint(directory) };
  const aside = join(directory, `${MANIFEST}.tmp`);
  writeFileSync(aside, `${JSON.stringify(manifest)}\n`, { mode: 0o600 });
  renameSync(aside, join(directory, MANIFEST));
}

/** What a process that was killed left half written; to be called while no other has the directory. */
export function sweepHalfWritten(directory: string): void {
  for (const part of SWEPT) {
    const folder = join(directory, part);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (name.endsWith('.tmp')) {
        rmSync(join(folder, name), { force: true });
      }
    }
  }
}

function logOf(cell: string): string {
  return `cells/${cell}/log.db`;
}

function assertThere(directory: string, name: string): void {
  const file = join(directory, name);
  if (!existsSync(file)) {
    throw new StateDamaged({ file, problem: 'it is missing' });
  }
}

/** Of a directory that was never noted nothing is expected. */
function readManifest(directory: string): Manifest {
  const file = join(directory, MANIFEST);
  if (!existsSync(file)) {
    return { files: [], masterKey: '' };
  }
  try {
    const manifest: Manifest = JSON.parse(readFileSync(file, 'utf8'));
    return manifest;
  } catch (cause) {
    throw new StateDamaged({ file, problem: 'it is no manifest' }, { cause });
  }
}

/** Tells one key from another and nothing about either. */
function fingerprint(directory: string): string {
  const file = join(directory, 'master.key');
  return existsSync(file)
    ? createHmac('sha256', readFileSync(file)).update(KEY_PURPOSE).digest('base64url').slice(0, 16)
    : '';
}
