import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type EpochMs, KIB } from '@tributary/kernel';
import { InputUnusable } from '../errors.ts';
import { byteLines } from './byte-lines.ts';
import type { EventSource, InputLine } from './input-line.ts';
import { type Fields, MAX_LINE_BYTES, readLine } from './read-line.ts';

const CHUNK_BYTES = 256 * KIB;

/** Source: https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * The events of a file of NDJSON, plain or compressed with gzip.
 *
 * @throws {InputUnusable} there is no such file, or it may not be read; `read` throws it when the compression is damaged.
 */
export async function fileSource({
  fields,
  now,
  path,
  title,
}: {
  readonly path: string;
  readonly title: string;
  readonly fields: Fields;
  readonly now: EpochMs;
}): Promise<EventSource> {
  const { bytes: totalBytes, isCompressed } = await lookAt(path, title);
  let readBytes = 0;
  async function* read(): AsyncGenerator<InputLine> {
    readBytes = 0;
    const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    file.on('data', (chunk) => {
      readBytes += chunk.length;
    });
    try {
      for await (const line of byteLines(isCompressed ? unpacked(file) : file, MAX_LINE_BYTES)) {
        yield readLine(line, fields, now);
      }
    } catch (cause) {
      throw isSystemError(cause)
        ? new InputUnusable({ input: title, rule: ruleOf(cause) }, { cause })
        : cause;
    }
  }
  return { title, read, progress: () => (totalBytes === 0 ? 1 : readBytes / totalBytes) };
}

function unpacked(file: Readable): Readable {
  // The reader of the result sees the error too.
  return pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined);
}

async function lookAt(path: string, title: string) {
  try {
    const { size } = await stat(path);
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP_MAGIC.length), 0);
    return { bytes: size, isCompressed: buffer.subarray(0, bytesRead).equals(GZIP_MAGIC) };
  } catch (cause) {
    throw isSystemError(cause)
      ? new InputUnusable({ input: title, rule: ruleOf(cause) }, { cause })
      : cause;
  }
}

const RULES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a directory'],
  ['EACCES', 'you may not read it'],
  ['EPERM', 'you may not read it'],
  ['Z_BUF_ERROR', 'its gzip compression ends too early'],
  ['Z_DATA_ERROR', 'its gzip compression is damaged'],
]);

function ruleOf({ code, message }: NodeJS.ErrnoException): string {
  return RULES.get(code ?? '') ?? message;
}

function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string';
}
