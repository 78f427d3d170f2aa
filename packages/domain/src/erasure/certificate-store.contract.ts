import { describe, expect, test } from 'vitest';
import { operationId, tenantId } from '../tenancy/index.ts';
import type { SignedCertificate } from './certificate.ts';
import type { CertificateStore } from './certificate-store.ts';

const ACME = tenantId('acme');
const OPERATION = operationId('0198a7f0-0000-7000-8000-000000000001');

function signed(change: Partial<SignedCertificate['certificate']> = {}): SignedCertificate {
  return {
    certificate: {
      format: 'tributary-erasure-certificate/1',
      tenant: ACME,
      operation: OPERATION,
      state: 'unreadable',
      issuedAt: '2026-01-01T00:00:00.000Z',
      basis: 'end of contract',
      scope: { topics: ['acme.orders'] },
      residue: [],
      proofs: [],
      ...change,
    },
    signature: 'c2ln',
    publicKey: 'pem',
  };
}

/** What every certificate store promises. `make` gives an empty one. */
export function certificateStoreContract(make: () => Promise<CertificateStore>): void {
  describe('certificate store', () => {
    test('finds what was put, and names its place', async () => {
      const store = await make();
      const place = await store.put(signed());
      expect(place).not.toBe('');
      expect(await store.find(ACME, OPERATION, 'unreadable')).toEqual(signed());
    });

    test('finds nothing where nothing was put', async () => {
      const store = await make();
      await store.put(signed());
      expect(await store.find(ACME, OPERATION, 'erased')).toBeUndefined();
      expect(await store.find(tenantId('globex'), OPERATION, 'unreadable')).toBeUndefined();
    });

    test('keeps the certificates of both states of one operation', async () => {
      const store = await make();
      const erased = signed({ state: 'erased', issuedAt: '2026-01-08T00:00:00.000Z' });
      const places = [await store.put(signed()), await store.put(erased)];
      expect(new Set(places).size).toBe(2);
      expect(await store.find(ACME, OPERATION, 'unreadable')).toEqual(signed());
      expect(await store.find(ACME, OPERATION, 'erased')).toEqual(erased);
    });

    test('lets the first certificate of a state stand', async () => {
      const store = await make();
      const place = await store.put(signed());
      expect(await store.put(signed({ issuedAt: '2026-02-02T00:00:00.000Z' }))).toBe(place);
      expect(await store.find(ACME, OPERATION, 'unreadable')).toEqual(signed());
    });
  });
}
