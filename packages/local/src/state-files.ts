import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ResetRefused } from './errors.ts';

const URL_FILE = 'url';
const TOKEN_FILE = 'operator.token';

/** Everything that the platform keeps in its state directory, by the first name in it. */
const OURS =
  /^(((control|meters|keys|lock)\.db(-wal|-shm|-journal)?)|master\.key|lock|cells|consumers|quarantine|certificates|signing-key(\.pub)?\.pem|url|operator\.token)(\.tmp)?$/;

/**
 * Deletes what the platform made in the directory, and the directory if nothing is left.
 *
 * @throws {ResetRefused} something else is in it; nothing was deleted.
 */
export async function resetState(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const foreign = names.find((name) => !OURS.test(name));
  if (foreign !== undefined) {
    throw new ResetRefused({ directory, foreign });
  }
  await rm(directory, { recursive: true, force: true });
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
  const text = await readFile(join(directory, TOKEN_FILE), 'utf8').catch(() => undefined);
  return text?.trim();
}

/** Readable by its owner only. */
export async function writeOperatorToken(directory: string, token: string): Promise<void> {
  await writeAside(directory, TOKEN_FILE, `${token}\n`);
}

export function operatorTokenFile(directory: string): string {
  return join(directory, TOKEN_FILE);
}

/** The directory, for its owner only. */
export async function makeStateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
}

/** Whole or not at all. */
async function writeAside(directory: string, name: string, text: string): Promise<void> {
  const file = join(directory, name);
  await writeFile(`${file}.tmp`, text, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}
