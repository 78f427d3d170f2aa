import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ErasureCertificate, SignedCertificate } from './certificate.ts';
import { certificateBytes } from './certificate-bytes.ts';
import { parseSignedCertificate } from './parse-certificate.ts';

/**
 * `signer`: `trusted` where the signature is of the key that was given to compare with. `unknown` where none was given: then the
 * certificate is as its signer made it, and anybody may be the signer.
 */
export type CertificateVerdict =
  | {
      readonly kind: 'valid';
      readonly signer: 'trusted' | 'unknown';
      readonly certificate: ErasureCertificate;
    }
  | {
      readonly kind: 'invalid';
      readonly reason: 'not-a-certificate' | 'foreign-key' | 'signature-wrong';
    };

/**
 * Judges the parsed JSON of a certificate file; asks nobody.
 *
 * @param trustedPublicKeyPem the key that the platform published, got on another way than the certificate.
 */
export function verifyCertificate(
  signed: unknown,
  trustedPublicKeyPem?: string,
): CertificateVerdict {
  const parsed = parseSignedCertificate(signed);
  const key = parsed && ed25519Key(parsed.publicKey);
  if (parsed === undefined || key === undefined || pemOf(key) !== parsed.publicKey) {
    return { kind: 'invalid', reason: 'not-a-certificate' };
  }
  if (trustedPublicKeyPem !== undefined && !ed25519Key(trustedPublicKeyPem)?.equals(key)) {
    return { kind: 'invalid', reason: 'foreign-key' };
  }
  if (!isSignedBy(key, parsed)) {
    return { kind: 'invalid', reason: 'signature-wrong' };
  }
  const signer = trustedPublicKeyPem === undefined ? 'unknown' : 'trusted';
  return { kind: 'valid', signer, certificate: parsed.certificate };
}

function ed25519Key(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** One key has many texts; a certificate holds the one that we write. */
function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** The last character of a signature in base64url has four spare bits: two texts, the same bytes. One of them is right. */
function isSignedBy(key: KeyObject, { certificate, signature }: SignedCertificate): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  return (
    bytes.toString('base64url') === signature &&
    verify(null, certificateBytes(certificate), key, bytes)
  );
}
