import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { CertificateSigner } from '@tributary/domain/erasure';

/** PKCS #8 of Ed25519 before the 32 bytes of the key: https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Always the same key, so that two runs sign alike. */
export function testSigner(): CertificateSigner {
  const key = createPrivateKey({
    key: Buffer.concat([PREFIX, Buffer.alloc(32, 7)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  return {
    publicKeyPem: publicKeyPem.toString(),
    sign: async (bytes) => sign(null, bytes, key),
  };
}
