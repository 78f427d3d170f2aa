import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StateDamaged } from '@tributary/adapter-embedded';
import type { CertificateSigner } from '@tributary/domain/erasure';
import { contentOf } from './state-files.ts';

const PRIVATE_FILE = 'signing-key.pem';
const PUBLIC_FILE = 'signing-key.pub.pem';

/**
 * The Ed25519 key that signs certificates, made at the first start; its public half lies beside it, to be given away.
 *
 * @throws {StateDamaged} there is a file that holds no key, or cannot be read: another key would disown all certificates so far.
 */
export async function openSigningKey(directory: string): Promise<CertificateSigner> {
  const key = await loadOrMake(join(directory, PRIVATE_FILE));
  const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  await writeFile(join(directory, PUBLIC_FILE), publicKeyPem, { mode: 0o644 });
  return { publicKeyPem, sign: (bytes) => Promise.resolve(sign(null, bytes, key)) };
}

async function loadOrMake(file: string): Promise<KeyObject> {
  const pem = await contentOf(file);
  if (pem !== undefined) {
    return keyIn(file, pem);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const made = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(`${file}.tmp`, made, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
  return privateKey;
}

function keyIn(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new StateDamaged({ file, problem: 'it holds no private key' }, { cause });
  }
}
