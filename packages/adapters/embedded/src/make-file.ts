import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { hasCode } from './error-code.ts';

/**
 * Makes a file, readable by its owner only, that is there whole or not at all, after a power cut too. Where there is one
 * already, or somebody else makes it at the same time, that one stands.
 *
 * @param write fills the empty file that it is given, and leaves it closed.
 */
export function makeFile(path: string, write: (aside: string) => void): void {
  const aside = `${path}.${randomUUID()}.tmp`;
  closeSync(openSync(aside, 'wx', 0o600));
  try {
    write(aside);
    sync(aside);
    linkSync(aside, path);
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) {
      throw cause;
    }
  } finally {
    rmSync(aside);
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
