import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson } from '@tributary/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErasureCertificate } from './certificate.ts';
import type { CertificateSigner } from './certificate-signer.ts';
import { signCertificate } from './sign-certificate.ts';
import { verifyCertificate } from './verify-certificate.ts';

const CERTIFICATE: ErasureCertificate = {
  format: 'tributary-erasure-certificate/1',
  tenant: 'acme',
  operation: '0198a7f0-0000-7000-8000-000000000001',
  state: 'unreadable',
  issuedAt: '2026-01-01T00:00:00.000Z',
  basis: 'end of contract',
  scope: {
    deletedTopics: [{ stream: 'orders', records: 12 }],
    keys: { destroyedVersions: [1, 2] },
  },
  residue: [{ what: 'pool.users', why: 'retention', goneBy: '2026-01-08T00:00:00.000Z' }],
  proofs: [{ test: 'fetch the current key', outcome: 'keys.shredded' }],
};

/** PKCS #8 of Ed25519 before the 32 bytes of the key: https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function signer(seed: number): CertificateSigner {
  const der = Buffer.concat([PKCS8, Buffer.alloc(32, seed)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    publicKeyPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    sign: async (bytes) => sign(null, bytes, key),
  };
}

const OURS = signer(1);
const THEIRS = signer(2);
const SIGNED = await signCertificate(CERTIFICATE, OURS);

describe('a certificate as it was signed', () => {
  test('is valid under the key that the platform published', () => {
    expect(verifyCertificate(SIGNED, OURS.publicKeyPem)).toEqual({
      kind: 'valid',
      signer: 'trusted',
      certificate: CERTIFICATE,
    });
  });

  test('is valid without a key to compare with, and says that anybody may have signed it', () => {
    expect(verifyCertificate(SIGNED)).toMatchObject({ kind: 'valid', signer: 'unknown' });
  });

  test('is valid whatever the order of its members', () => {
    const reversed = Object.fromEntries(Object.entries(CERTIFICATE).toReversed());
    expect(verifyCertificate({ ...SIGNED, certificate: reversed })).toMatchObject({
      kind: 'valid',
    });
  });

  test('is valid in both states', async () => {
    const erased = await signCertificate({ ...CERTIFICATE, state: 'erased', residue: [] }, OURS);
    expect(verifyCertificate(erased, OURS.publicKeyPem)).toMatchObject({ kind: 'valid' });
  });

  test('has a foreign key for those who trust another one', () => {
    expect(verifyCertificate(SIGNED, THEIRS.publicKeyPem)).toEqual({
      kind: 'invalid',
      reason: 'foreign-key',
    });
  });

  test('has a foreign key for those whose trusted key is none', () => {
    expect(verifyCertificate(SIGNED, 'no key')).toEqual({ kind: 'invalid', reason: 'foreign-key' });
  });
});

test('a certificate that somebody else has signed anew is not ours', async () => {
  const forged = await signCertificate({ ...CERTIFICATE, basis: 'by mistake' }, THEIRS);
  expect(verifyCertificate(forged, OURS.publicKeyPem)).toEqual({
    kind: 'invalid',
    reason: 'foreign-key',
  });
});

test('a signature with other spare bits is another text, and wrong', () => {
  const last = SIGNED.signature.at(-1) ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const other = alphabet[alphabet.indexOf(last) ^ 1];
  const signature = `${SIGNED.signature.slice(0, -1)}${other}`;
  expect(Buffer.from(signature, 'base64url')).toEqual(Buffer.from(SIGNED.signature, 'base64url'));
  expect(verifyCertificate({ ...SIGNED, signature })).toEqual({
    kind: 'invalid',
    reason: 'signature-wrong',
  });
});

const RSA = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey;

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'certificate'],
  ['a list', [SIGNED]],
  ['no signature', { certificate: CERTIFICATE, publicKey: SIGNED.publicKey }],
  ['a number for a signature', { ...SIGNED, signature: 1 }],
  ['a number for a key', { ...SIGNED, publicKey: 1 }],
  ['a member too many', { ...SIGNED, note: 'unsigned' }],
  ['no certificate', { ...SIGNED, certificate: null }],
  ['a certificate with a member too many', within({ note: 'x' })],
  ['another format', within({ format: 'tributary-erasure-certificate/2' })],
  ['another state', within({ state: 'suspended' })],
  ['a number for a tenant', within({ tenant: 1 })],
  ['a list for a scope', within({ scope: [] })],
  ['an object for residue', within({ residue: {} })],
  ['residue without a date', within({ residue: [{ what: 'x', why: 'y' }] })],
  ['a proof with a number', within({ proofs: [{ test: 'x', outcome: 1 }] })],
  ['a key that is none', { ...SIGNED, publicKey: 'pem' }],
  ['a key of another kind', { ...SIGNED, publicKey: RSA.export({ type: 'spki', format: 'pem' }) }],
  ['the same key in another text', { ...SIGNED, publicKey: `${SIGNED.publicKey}\n` }],
])('%s is no certificate', (_what, input) => {
  expect(verifyCertificate(input)).toEqual({ kind: 'invalid', reason: 'not-a-certificate' });
});

function within(change: Readonly<Record<string, unknown>>) {
  return { ...SIGNED, certificate: { ...CERTIFICATE, ...change } };
}

const FILE = Buffer.from(canonicalJson(SIGNED));

test('whatever byte of the file is changed, it is not valid any more', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: FILE.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, difference) => {
        const changed = Buffer.from(FILE);
        changed[at] = (changed[at] ?? 0) ^ difference;
        expect(verdictOf(changed)).toBe('invalid');
      },
    ),
    { numRuns: 2_000 },
  );
});

test('whatever byte of the certificate is changed, its signature is wrong', () => {
  const text = Buffer.from(canonicalJson(CERTIFICATE));
  fc.assert(
    fc.property(
      fc.nat({ max: text.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, difference) => {
        const changed = Buffer.from(text);
        changed[at] = (changed[at] ?? 0) ^ difference;
        const certificate = parsed(changed);
        expect(verifyCertificate({ ...SIGNED, certificate }, OURS.publicKeyPem).kind).toBe(
          'invalid',
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

function verdictOf(file: Buffer): string {
  return verifyCertificate(parsed(file), OURS.publicKeyPem).kind;
}

function parsed(file: Buffer): unknown {
  try {
    return JSON.parse(file.toString());
  } catch {
    return undefined;
  }
}
