import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Resolves once all of the stream is in the file, so that it can be read more than once. */
export async function spooled(stream: Readable, path: string): Promise<void> {
  await pipeline(stream, createWriteStream(path));
}
