import type { NewRecord, RecordHeaders } from '@tributary/domain/topics';

/*
 * Some records of one partition, in order; integers are little-endian:
 *
 *   chunk  = name count u32, { length u32, UTF-8 of a header's name }, { record }
 *   record = bytes that follow u32, offset minus base u32, timestamp f64, key length u32, value length u32,
 *            header count u32, { name index u32, length u32 }, key, value, { header's value }
 */
const U32 = 4;
const F64 = 8;
const FIXED_BYTES = 4 * U32 + F64 + U32;

export type PlacedRecord = NewRecord & { readonly offset: number };

/** What counts against a size limit: key, value, and names and values of headers. */
export function recordBytes({ key, value, headers }: NewRecord): number {
  return headers.reduce(
    (sum, [name, content]) => sum + Buffer.byteLength(name) + content.length,
    key.length + value.length,
  );
}

export function encodeRecords(base: number, records: readonly PlacedRecord[]): Buffer {
  const names = new Map<string, number>();
  for (const [name] of records.flatMap(({ headers }) => headers)) {
    if (!names.has(name)) {
      names.set(name, names.size);
    }
  }
  const sizes = records.map(encodedBytes);
  const chunk = Buffer.allocUnsafe(namesBytes(names) + sizes.reduce((sum, size) => sum + size, 0));
  let at = writeNames(chunk, names);
  for (const [index, record] of records.entries()) {
    at = writeRecord(chunk, at, { record, base, names, size: sizes[index] ?? 0 });
  }
  return chunk;
}

/** From the offset `from` on. Keys, values and headers are views of `chunk`. */
export function* decodeRecords(chunk: Buffer, base: number, from: number): Generator<PlacedRecord> {
  const { names, end } = readNames(chunk);
  let at = end;
  while (at < chunk.length) {
    const size = chunk.readUInt32LE(at);
    const offset = base + chunk.readUInt32LE(at + U32);
    if (offset >= from) {
      yield readRecord(chunk, at, offset, names);
    }
    at += U32 + size;
  }
}

function encodedBytes({ key, value, headers }: NewRecord): number {
  return headers.reduce(
    (sum, [, content]) => sum + 2 * U32 + content.length,
    FIXED_BYTES + key.length + value.length,
  );
}

function namesBytes(names: ReadonlyMap<string, number>): number {
  return [...names.keys()].reduce((sum, name) => sum + U32 + Buffer.byteLength(name), U32);
}

function writeNames(chunk: Buffer, names: ReadonlyMap<string, number>): number {
  let at = chunk.writeUInt32LE(names.size, 0);
  for (const name of names.keys()) {
    const length = chunk.write(name, at + U32);
    at = chunk.writeUInt32LE(length, at) + length;
  }
  return at;
}

function writeRecord(
  chunk: Buffer,
  start: number,
  {
    record: { offset, timestamp, key, value, headers },
    base,
    names,
    size,
  }: {
    readonly record: PlacedRecord;
    readonly base: number;
    readonly names: ReadonlyMap<string, number>;
    readonly size: number;
  },
): number {
  let at = chunk.writeUInt32LE(size - U32, start);
  at = chunk.writeUInt32LE(offset - base, at);
  at = chunk.writeDoubleLE(timestamp, at);
  at = chunk.writeUInt32LE(key.length, at);
  at = chunk.writeUInt32LE(value.length, at);
  at = chunk.writeUInt32LE(headers.length, at);
  for (const [name, content] of headers) {
    at = chunk.writeUInt32LE(names.get(name) ?? 0, at);
    at = chunk.writeUInt32LE(content.length, at);
  }
  for (const part of [key, value, ...headers.map(([, content]) => content)]) {
    chunk.set(part, at);
    at += part.length;
  }
  return at;
}

function readNames(chunk: Buffer): { readonly names: readonly string[]; readonly end: number } {
  let at = U32;
  const names = Array.from({ length: chunk.readUInt32LE(0) }, () => {
    const start = at + U32;
    at = start + chunk.readUInt32LE(at);
    return chunk.toString('utf8', start, at);
  });
  return { names, end: at };
}

function readRecord(
  chunk: Buffer,
  start: number,
  offset: number,
  names: readonly string[],
): PlacedRecord {
  const lengthsAt = start + 2 * U32 + F64;
  const keyLength = chunk.readUInt32LE(lengthsAt);
  const valueLength = chunk.readUInt32LE(lengthsAt + U32);
  const headerCount = chunk.readUInt32LE(lengthsAt + 2 * U32);
  const headersAt = start + FIXED_BYTES;
  const keyAt = headersAt + headerCount * 2 * U32;
  const valueAt = keyAt + keyLength;
  const contentsAt = valueAt + valueLength;
  return {
    offset,
    timestamp: chunk.readDoubleLE(start + 2 * U32),
    key: chunk.subarray(keyAt, valueAt),
    value: chunk.subarray(valueAt, contentsAt),
    headers: readHeaders(chunk, { headersAt, headerCount, contentsAt, names }),
  };
}

function readHeaders(
  chunk: Buffer,
  {
    headersAt,
    headerCount,
    contentsAt,
    names,
  }: {
    readonly headersAt: number;
    readonly headerCount: number;
    readonly contentsAt: number;
    readonly names: readonly string[];
  },
): RecordHeaders {
  let at = contentsAt;
  return Array.from({ length: headerCount }, (_, index) => {
    const entry = headersAt + index * 2 * U32;
    const start = at;
    at += chunk.readUInt32LE(entry + U32);
    return [names[chunk.readUInt32LE(entry)] ?? '', chunk.subarray(start, at)] as const;
  });
}
