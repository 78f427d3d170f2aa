import { createCipheriv, createDecipheriv } from 'node:crypto';
import {
  associatedData,
  type EnvelopeContext,
  MAGIC,
  SUITE_HKDF_SHA256_AES_256_GCM,
} from './associated-data.ts';
import { type DataKey, SALT_BYTES } from './data-key.ts';
import { EnvelopeContextInvalid, EnvelopeInvalid, EnvelopeRefused } from './errors.ts';

// Version 1, docs/envelope.md: magic (1) | suite (1) | key version (4) | salt (16) | IV (12) | ciphertext | tag (16).
// Numbers are big-endian.
const VERSION_AT = 2;
const SALT_AT = 6;
const IV_AT = SALT_AT + SALT_BYTES;
export const IV_BYTES = 12;
const CIPHERTEXT_AT = IV_AT + IV_BYTES;
const TAG_BYTES = 16;

const CIPHER = 'aes-256-gcm';

/** What an envelope adds to a payload. */
export const ENVELOPE_OVERHEAD_BYTES = CIPHERTEXT_AT + TAG_BYTES;

/**
 * `iv` is 12 random bytes that no other record under this key gets.
 *
 * @throws {EnvelopeContextInvalid}
 */
export function sealEnvelope(
  { branch, header, secret }: DataKey,
  iv: Uint8Array,
  context: EnvelopeContext,
  plaintext: Uint8Array,
): Buffer {
  const bound = associatedData(branch.version, context);
  if (bound === undefined) {
    throw new EnvelopeContextInvalid({
      tenant: branch.tenant,
      reason: 'a text is over 65,535 bytes or is not well-formed Unicode',
    });
  }
  const cipher = createCipheriv(CIPHER, secret, iv);
  cipher.setAAD(bound);
  const tagAt = CIPHERTEXT_AT + plaintext.length;
  const sealed = Buffer.allocUnsafe(tagAt + TAG_BYTES);
  sealed.set(header);
  sealed.set(iv, IV_AT);
  sealed.set(cipher.update(plaintext), CIPHERTEXT_AT);
  cipher.final();
  sealed.set(cipher.getAuthTag(), tagAt);
  return sealed;
}

/** Why the bytes are no envelope of version 1; `undefined` where they look like one. */
export function envelopeFault(bytes: Buffer): string | undefined {
  if (bytes.length < ENVELOPE_OVERHEAD_BYTES) {
    return `${bytes.length} bytes are fewer than ${ENVELOPE_OVERHEAD_BYTES}`;
  }
  if (bytes[0] !== MAGIC) {
    return 'they do not start with the mark of version 1';
  }
  if (bytes[1] !== SUITE_HKDF_SHA256_AES_256_GCM) {
    return 'the suite is unknown';
  }
  return bytes.readUInt32BE(VERSION_AT) === 0 ? 'the key version is 0' : undefined;
}

/**
 * The version of the branch key that opens it, from 1. Nothing is authenticated by reading it.
 *
 * @throws {EnvelopeInvalid}
 */
export function keyVersionOf(sealed: Buffer): number {
  const fault = envelopeFault(sealed);
  if (fault !== undefined) {
    throw new EnvelopeInvalid(fault);
  }
  return sealed.readUInt32BE(VERSION_AT);
}

export function copyOfSalt(sealed: Buffer): Buffer {
  return Buffer.from(view(sealed, SALT_AT, IV_AT));
}

/** In a loop, for sixteen bytes are compared before a native call has begun. */
export function hasSalt(sealed: Buffer, { header }: DataKey): boolean {
  for (let at = SALT_AT; at < IV_AT; at += 1) {
    if (sealed[at] !== header[at]) {
      return false;
    }
  }
  return true;
}

/** One character a byte: a key for maps. */
export function saltTextOf(sealed: Buffer): string {
  return sealed.toString('latin1', SALT_AT, IV_AT);
}

/**
 * For bytes that `keyVersionOf` has taken, and the data key of their version and salt.
 *
 * @throws {EnvelopeRefused}
 */
export function openEnvelope(
  { branch, secret }: DataKey,
  context: EnvelopeContext,
  sealed: Buffer,
): Buffer {
  const bound = associatedData(branch.version, context);
  if (bound === undefined) {
    throw new EnvelopeRefused(branch);
  }
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, secret, view(sealed, IV_AT, CIPHERTEXT_AT));
  decipher.setAAD(bound);
  decipher.setAuthTag(view(sealed, tagAt, sealed.length));
  const plaintext = decipher.update(view(sealed, CIPHERTEXT_AT, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    throw new EnvelopeRefused(branch, { cause });
  }
  return plaintext;
}

/** As `subarray`, in half the time: it makes no Buffer. */
function view(bytes: Buffer, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
}
