import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateSigner } from '@tributary/domain/erasure';

const PRIVATE_FILE = 'signing-key.pem';
const PUBLIC_FILE = 'signing-key.pub.pem';

/** The Ed25519 key that signs certificates, made at the first start; its public half lies beside it, to be given away. */
export async function openSigningKey(directory: string): Promise<CertificateSigner> {
  const key = await loadOrMake(join(directory, PRIVATE_FILE));
  const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  await writeFile(join(directory, PUBLIC_FILE), publicKeyPem, { mode: 0o644 });
  return { publicKeyPem, sign: (bytes) => Promise.resolve(sign(null, bytes, key)) };
}

async function loadOrMake(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch(() => undefined);
  if (pem !== undefined) {
    return createPrivateKey(pem);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const made = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(`${file}.tmp`, made, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
  return privateKey;
}
