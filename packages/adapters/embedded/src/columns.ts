import type { SQLOutputValue } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLOutputValue>>;

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new TypeError(`column ${column} holds no text`);
  }
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') {
    throw new TypeError(`column ${column} holds no number`);
  }
  return value;
}

/** The receiver's own copy. */
export function bytes(row: Row, column: string): Buffer {
  const value = row[column];
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`column ${column} holds no bytes`);
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** What this adapter wrote there as JSON; the version of the file says that its shape is still the same. */
export function document<Stored>(row: Row, column: string): Stored {
  return JSON.parse(text(row, column));
}
