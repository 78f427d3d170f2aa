import type { ErasureCertificate, SignedCertificate } from './certificate.ts';

type Members = Readonly<Record<string, unknown>>;

/** `undefined` for what has not exactly the members of a signed certificate of version 1. */
export function parseSignedCertificate(input: unknown): SignedCertificate | undefined {
  if (
    !hasExactly(input, ['certificate', 'signature', 'publicKey']) ||
    typeof input['signature'] !== 'string' ||
    typeof input['publicKey'] !== 'string'
  ) {
    return undefined;
  }
  const { certificate, signature, publicKey } = input;
  return isCertificate(certificate) ? { certificate, signature, publicKey } : undefined;
}

const MEMBERS = [
  'format',
  'tenant',
  'operation',
  'state',
  'issuedAt',
  'basis',
  'scope',
  'residue',
  'proofs',
] as const satisfies readonly (keyof ErasureCertificate)[];

function isCertificate(input: unknown): input is ErasureCertificate {
  return (
    hasExactly(input, MEMBERS) &&
    input['format'] === 'tributary-erasure-certificate/1' &&
    (input['state'] === 'unreadable' || input['state'] === 'erased') &&
    hasTexts(input, ['tenant', 'operation', 'issuedAt', 'basis']) &&
    isObject(input['scope']) &&
    isListOf(input['residue'], ['what', 'why', 'goneBy']) &&
    isListOf(input['proofs'], ['test', 'outcome'])
  );
}

function isListOf(input: unknown, members: readonly string[]): boolean {
  return (
    Array.isArray(input) &&
    input.every((item: unknown) => hasExactly(item, members) && hasTexts(item, members))
  );
}

function hasExactly<Name extends string>(
  input: unknown,
  names: readonly Name[],
): input is Readonly<Record<Name, unknown>> {
  return (
    isObject(input) &&
    Object.keys(input).length === names.length &&
    names.every((name) => Object.hasOwn(input, name))
  );
}

function hasTexts(input: Members, names: readonly string[]): boolean {
  return names.every((name) => typeof input[name] === 'string');
}

function isObject(input: unknown): input is Members {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
