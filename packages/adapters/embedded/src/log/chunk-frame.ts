/** Of the log's file. Small, because the last page of each chunk is filled up with zeros. */
export const LOG_PAGE_BYTES = 1_024;

/**
 * How much of a row with overflow pages may lie on a page that it shares with rows of other topics. A chunk is filled up so
 * that it is never more than this; the rest is on pages of its own, which are zeroed as a whole when the row is deleted.
 * Where SQLite moves rows between shared pages it leaves copies behind that no deletion overwrites.
 * Source: M, X and K of https://www.sqlite.org/fileformat2.html#cell_payload_overflow_pages
 */
export const SHARED_BYTES = Math.floor(((LOG_PAGE_BYTES - 12) * 32) / 255) - 23;
const OVERFLOW_BYTES = LOG_PAGE_BYTES - 4;
const MAX_WITHOUT_OVERFLOW = LOG_PAGE_BYTES - 35;

/** What is stored of a chunk: zeros where the shared page may reach, the chunk, zeros up to the end of a page. */
export function framed(chunk: Uint8Array): Uint8Array {
  const frame = new Uint8Array(filledUp(SHARED_BYTES + chunk.length));
  frame.set(chunk, SHARED_BYTES);
  return frame;
}

/** @param length of the chunk that was framed. */
export function unframed(frame: Buffer, length: number): Buffer {
  return frame.subarray(SHARED_BYTES, SHARED_BYTES + length);
}

/** The least length of the blob, from `length` on, with which its row takes `SHARED_BYTES` and whole overflow pages. */
function filledUp(length: number): number {
  let filled = length;
  for (;;) {
    const row = rowHeaderBytes(filled) + filled;
    const beyond = Math.max(row - SHARED_BYTES, 0) % OVERFLOW_BYTES;
    if (beyond === 0 && row > MAX_WITHOUT_OVERFLOW) {
      return filled;
    }
    filled += OVERFLOW_BYTES - beyond;
  }
}

/**
 * Of a row (rowid, blob): the header's length, NULL in place of the rowid, and the blob's serial type as a varint.
 * Source: https://www.sqlite.org/fileformat2.html#record_format
 */
function rowHeaderBytes(blobBytes: number): number {
  const serialType = blobBytes * 2 + 12;
  const bits = 32 - Math.clz32(serialType);
  return 2 + Math.ceil(bits / 7);
}
