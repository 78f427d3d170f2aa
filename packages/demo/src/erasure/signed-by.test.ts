import { generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson, type JsonObject } from '@tributary/kernel';
import { expect, test } from 'vitest';
import { isCertifiedBy } from './signed-by.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const PEM = publicKey.export({ format: 'pem', type: 'spki' }).toString();
const OTHER = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });

const certificate = { tenant: 'acme', state: 'unreadable', scope: { b: 1, a: [] } };

function signed(over: JsonObject, shown: JsonObject = over): JsonObject {
  const signature = sign(null, Buffer.from(canonicalJson(over)), privateKey).toString('base64url');
  return { certificate: shown, signature };
}

test('a certificate of the tenant under the published key', () => {
  expect(isCertifiedBy(PEM, signed(certificate), 'acme')).toBe(true);
});

test.each([
  ['of another tenant', PEM, signed(certificate), 'globex'],
  ['under another key', OTHER.toString(), signed(certificate), 'acme'],
  ['that was changed', PEM, signed(certificate, { ...certificate, state: 'erased' }), 'acme'],
  ['without a signature', PEM, { certificate }, 'acme'],
  ['that is no object', PEM, 'certificate', 'acme'],
])('not one %s', (_, pem, value, tenant) => {
  expect(isCertifiedBy(pem, value, tenant)).toBe(false);
});
