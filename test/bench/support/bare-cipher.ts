import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import type { EnvelopeContext } from '@tributary/domain/keys';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What the envelope binds, written out from `docs/envelope.md`. */
export function boundBytes({
  tenant,
  stream,
  eventId,
  type,
  dataSchema,
  subject,
  source,
  time,
}: EnvelopeContext): Buffer {
  const texts = [tenant, stream, eventId, type, dataSchema, subject, source, time];
  const head = Buffer.alloc(6 + 2 * texts.length);
  head.set([0xe1, 0x01]);
  head.writeUInt32BE(1, 2);
  for (const [at, text] of texts.entries()) {
    head.writeUInt16BE(Buffer.byteLength(text), 6 + 2 * at);
  }
  return Buffer.concat([head, Buffer.from(texts.join(''))]);
}

const drawn = Buffer.alloc(8_192);
let at = drawn.length;

/** Drawn in bulk, as the best that one can do by hand. */
function freshIv(): Buffer {
  if (at + IV_BYTES > drawn.length) {
    randomFillSync(drawn);
    at = 0;
  }
  at += IV_BYTES;
  return drawn.subarray(at - IV_BYTES, at);
}

/** AES-256-GCM as node:crypto gives it: IV, ciphertext and tag in one buffer. */
export function bareSeal(key: KeyObject, bound: Buffer, plaintext: Buffer): Buffer {
  const iv = freshIv();
  const cipher = createCipheriv(CIPHER, key, iv);
  cipher.setAAD(bound);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

export function bareOpen(key: KeyObject, bound: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES));
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES));
  decipher.final();
  return plaintext;
}
