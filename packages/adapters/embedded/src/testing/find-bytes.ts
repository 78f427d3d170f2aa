import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files below the directory that hold the bytes. No other thread of this process may have them open: closing a file here
 * drops the locks that SQLite has on it.
 */
export function filesWith(directory: string, bytes: Uint8Array | string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(Buffer.from(bytes)))
    .toSorted();
}
