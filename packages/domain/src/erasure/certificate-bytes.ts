import { canonicalJson } from '@tributary/kernel';
import type { ErasureCertificate } from './certificate.ts';

/** What is signed. */
export function certificateBytes(certificate: ErasureCertificate): Uint8Array {
  return Buffer.from(canonicalJson(certificate));
}
