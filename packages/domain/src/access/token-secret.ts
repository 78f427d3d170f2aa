import { createHash } from 'node:crypto';

/** Marks a token of ours, so that secret scanners can find a leaked one. */
const PREFIX = 'trib_';

/** 256 bits: what a token must hold at least. */
const SECRET_BYTES = 32;

/** `randomBytes` returns that many bytes that nobody can foretell. */
export function newToken(randomBytes: (bytes: number) => Uint8Array): string {
  return `${PREFIX}${Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')}`;
}

/** All that is kept of a token: its SHA-256, in hexadecimal. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
