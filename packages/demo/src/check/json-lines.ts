import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { KIB, MIB } from '@tributary/kernel';
import { byteLines } from '../input/byte-lines.ts';

const CHUNK_BYTES = 256 * KIB;
const MAX_LINE_BYTES = 16 * MIB;

/** The values of a file of NDJSON; `undefined` for a line that is not JSON. */
export async function* readJsonLines(path: string): AsyncGenerator<unknown> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  for await (const { bytes } of byteLines(file, MAX_LINE_BYTES)) {
    yield bytes === undefined ? undefined : parsed(bytes.toString());
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes values as NDJSON. What was written is in the file once it is disposed of. */
export class JsonLineFile implements AsyncDisposable {
  readonly #file: WriteStream;
  #pending: string[] = [];
  #pendingLength = 0;

  constructor(path: string) {
    this.#file = createWriteStream(path);
  }

  /** Resolves when there is room for more. */
  async write(value: unknown): Promise<void> {
    const line = `${JSON.stringify(value)}\n`;
    this.#pending.push(line);
    this.#pendingLength += line.length;
    if (this.#pendingLength >= CHUNK_BYTES) {
      await this.#flush();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flush();
    this.#file.end();
    await finished(this.#file);
  }

  async #flush(): Promise<void> {
    const text = this.#pending.join('');
    this.#pending = [];
    this.#pendingLength = 0;
    if (text !== '' && !this.#file.write(text)) {
      await once(this.#file, 'drain');
    }
  }
}
