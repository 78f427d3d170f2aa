const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

export type ByteLine = {
  /** From 1. */
  readonly number: number;
  /** Without its line end; `undefined` where it is longer than the limit. */
  readonly bytes: Buffer | undefined;
};

/** The lines of a stream. No more than a chunk and `maxBytes` is held at any time; nothing after the last line end is no line. */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<ByteLine> {
  let number = 1;
  let start: Pending = NOTHING;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      yield lineOf(number, append(start, bytes.subarray(from, end), maxBytes), maxBytes);
      number += 1;
      start = NOTHING;
      from = end + 1;
    }
    start = append(start, bytes.subarray(from), maxBytes);
  }
  if (start.length > 0) {
    yield lineOf(number, start, maxBytes);
  }
}

/** The start of a line whose end has not come yet; `parts` is empty once it is too long. */
type Pending = { readonly parts: readonly Buffer[]; readonly length: number };

const NOTHING: Pending = { parts: [], length: 0 };

function append(start: Pending, part: Buffer, maxBytes: number): Pending {
  const length = start.length + part.length;
  // One byte more, because the line may end in a carriage return.
  return { parts: length > maxBytes + 1 ? [] : [...start.parts, part], length };
}

function lineOf(number: number, { parts, length }: Pending, maxBytes: number): ByteLine {
  if (length > maxBytes + 1) {
    return { number, bytes: undefined };
  }
  const bytes = trimmed(joined(parts), number === 1);
  return { number, bytes: bytes.length > maxBytes ? undefined : bytes };
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

function trimmed(bytes: Buffer, isFirst: boolean): Buffer {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  const start = isFirst && bytes.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
  return bytes.subarray(start, end);
}
