import { createHash } from 'node:crypto';

/**
 * The UUID that one operation gives one thing, the same at each repetition: version 8, of the SHA-256 of both names.
 * Source: https://www.rfc-editor.org/rfc/rfc9562#section-5.8
 */
export function derivedId(operation: string, thing: string): string {
  const digest = createHash('sha256').update(`${operation}/${thing}`).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
