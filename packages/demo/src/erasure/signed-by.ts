import { createPublicKey, verify } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@tributary/kernel';

/**
 * Whether the certificate is about the tenant and is signed with the key that the platform published. Written against the format
 * alone, as somebody would who has nothing of the platform but these two files: Ed25519 over the canonical JSON of `certificate`.
 */
export function isCertifiedBy(publicKeyPem: string, signed: JsonValue, tenant: string): boolean {
  const certificate = memberOf(signed, 'certificate');
  const signature = memberOf(signed, 'signature');
  return (
    memberOf(certificate, 'tenant') === tenant &&
    typeof signature === 'string' &&
    verify(
      null,
      Buffer.from(canonicalJson(certificate)),
      createPublicKey(publicKeyPem),
      Buffer.from(signature, 'base64url'),
    )
  );
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
