import { open } from 'node:fs/promises';

const ZEROS = Buffer.alloc(1_024 * 1_024);

/** Writes zeros over all of the file. What the medium itself keeps of what was written before is out of our reach. */
export async function overwriteFile(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  const { size } = await file.stat();
  for (let at = 0; at < size; at += ZEROS.length) {
    await file.write(ZEROS, 0, Math.min(ZEROS.length, size - at), at);
  }
  await file.datasync();
}
