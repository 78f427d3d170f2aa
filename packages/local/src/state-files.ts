import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory, StateDamaged } from '@tributary/adapter-embedded';
import { codeOf } from './error-code.ts';
import { DirectoryUnusable, ResetRefused } from './errors.ts';

const URL_FILE = 'url';
const TOKEN_FILE = 'operator.token';

/** Everything that the platform keeps in its state directory, by the first name in it. */
const OURS =
  /^(((control|meters|keys|lock)\.db(-wal|-shm|-journal)?)|master\.key|lock|cells|consumers|quarantine|certificates|signing-key(\.pub)?\.pem|url|operator\.token|manifest\.json)(\.[0-9a-f-]+)?(\.tmp)?$/;

/** By them every start knows whether another platform runs here, so a reset leaves them. */
const LOCK = /^lock(\.db.*)?$/;

/**
 * Deletes what the platform made in the directory.
 *
 * @throws {StateLocked} a platform runs on it; nothing was deleted.
 * @throws {ResetRefused} something else is in it; nothing was deleted.
 * @throws {DirectoryUnusable}
 */
export async function resetState(directory: string): Promise<void> {
  const names = await namesIn(directory);
  const foreign = names.find((name) => !OURS.test(name));
  if (foreign !== undefined) {
    throw new ResetRefused({ directory, foreign });
  }
  if (names.length > 0) {
    using _lock = lockDirectory(directory);
    await removeAll(
      directory,
      names.filter((each) => !LOCK.test(each)),
    );
  }
}

/** @throws {DirectoryUnusable} some of them may be gone. */
async function removeAll(directory: string, names: readonly string[]): Promise<void> {
  try {
    for (const name of names) {
      await rm(join(directory, name), { recursive: true, force: true });
    }
  } catch (cause) {
    throw new DirectoryUnusable({ directory, reason: codeOf(cause) ?? 'unknown' }, { cause });
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    const reason = codeOf(cause);
    if (reason === 'ENOENT') {
      return [];
    }
    throw new DirectoryUnusable({ directory, reason }, { cause });
  }
}

/** For the `tributary` command: where the API is. */
export async function writeUrl(directory: string, url: string): Promise<void> {
  await writeAside(directory, URL_FILE, `${url}\n`);
}

/** The platform has stopped: nobody should look for it there. */
export async function removeUrl(directory: string): Promise<void> {
  await rm(join(directory, URL_FILE), { force: true });
}

/** The operator's token of an earlier start, if there is one. */
export async function readOperatorToken(directory: string): Promise<string | undefined> {
  return (await contentOf(join(directory, TOKEN_FILE)))?.trim();
}

/** Readable by its owner only. */
export async function writeOperatorToken(directory: string, token: string): Promise<void> {
  await writeAside(directory, TOKEN_FILE, `${token}\n`);
}

/**
 * The directory, for its owner only.
 *
 * @throws {DirectoryUnusable}
 */
export async function makeStateDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  } catch (cause) {
    throw new DirectoryUnusable({ directory, reason: codeOf(cause) }, { cause });
  }
}

/**
 * `undefined` where there is no such file.
 *
 * @throws {StateDamaged} there is one, and it cannot be read: it is not made anew over its head.
 */
export async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') {
      return undefined;
    }
    throw new StateDamaged({ file, problem: `it cannot be read (${codeOf(cause)})` }, { cause });
  }
}

/** Whole or not at all. */
async function writeAside(directory: string, name: string, text: string): Promise<void> {
  const file = join(directory, name);
  await writeFile(`${file}.tmp`, text, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}
