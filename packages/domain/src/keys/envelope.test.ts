import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import type { EnvelopeContext } from './associated-data.ts';
import { deriveDataKey, holdBranchKey } from './data-key.ts';
import { ENVELOPE_OVERHEAD_BYTES, keyVersionOf, openEnvelope, sealEnvelope } from './envelope.ts';
import { EnvelopeContextInvalid, EnvelopeInvalid, EnvelopeRefused } from './errors.ts';

const context: EnvelopeContext = {
  tenant: tenantId('acme'),
  stream: 'orders',
  eventId: '0197a4be-0000-7000-8000-000000000001',
  type: 'OrderPlaced',
  dataSchema: 'orders/OrderPlaced/1',
  subject: 'TJEnLr0nYxpuOQaK7tncsQ',
  source: '/services/orders',
  time: '2026-05-01T10:00:00.000Z',
};
const key = keyOf({ tenant: 'acme', version: 1 });
const iv = Buffer.alloc(12, 7);
const payload = Buffer.from('{"total":1999}');

const well = fc.string({ unit: 'binary', maxLength: 40 });
const anyContext: fc.Arbitrary<EnvelopeContext> = fc.record({
  tenant: fc.constant(context.tenant),
  stream: well,
  eventId: well,
  type: well,
  dataSchema: well,
  subject: well,
  source: well,
  time: well,
});

test('opens what was sealed, whatever payload and context', () => {
  fc.assert(
    fc.property(anyContext, fc.uint8Array({ maxLength: 2_000 }), (any, plaintext) => {
      const sealed = sealEnvelope(key, iv, any, plaintext);
      expect(new Uint8Array(openEnvelope(key, any, sealed))).toEqual(plaintext);
      expect(sealed).toHaveLength(plaintext.length + ENVELOPE_OVERHEAD_BYTES);
    }),
  );
});

test('adds no more than 64 bytes', () => {
  expect(ENVELOPE_OVERHEAD_BYTES).toBeLessThanOrEqual(64);
});

test('opens an envelope that stands inside other bytes', () => {
  const sealed = sealEnvelope(key, iv, context, payload);
  const around = Buffer.concat([Buffer.alloc(5, 1), sealed, Buffer.alloc(5, 2)]);
  expect(openEnvelope(key, context, around.subarray(5, 5 + sealed.length))).toEqual(payload);
});

test('shows nothing of the payload', () => {
  expect(sealEnvelope(key, iv, context, payload).includes('total')).toBe(false);
});

/** Two bits of version 3 are set, so that no flip makes it 0. */
const sealedForFlips = sealEnvelope(keyOf({ tenant: 'acme', version: 3 }), iv, context, payload);
test.each(Array.from({ length: sealedForFlips.length }, (_, byte) => byte))(
  'notices each flipped bit of byte %i',
  (byte) => {
    for (let bit = 0; bit < 8; bit += 1) {
      const changed = Buffer.from(sealedForFlips);
      changed.writeUInt8(changed.readUInt8(byte) ^ (1 << bit), byte);
      expect(() => openByItsHeader(changed)).toThrow(byte < 2 ? EnvelopeInvalid : EnvelopeRefused);
    }
  },
);

test.each(Array.from({ length: payload.length }, (_, cut) => cut + 1))(
  'notices %i bytes that were cut off',
  (cut) => {
    expect(() => openByItsHeader(sealedForFlips.subarray(0, -cut))).toThrow(EnvelopeRefused);
  },
);

test.each([
  { stream: 'identity' },
  { eventId: '0197a4be-0000-7000-8000-000000000002' },
  { type: 'OrderCancelled' },
  { dataSchema: 'orders/OrderPlaced/2' },
  { subject: 'another' },
  { source: '/services/billing' },
  { time: '2026-05-01T10:00:00.001Z' },
  { tenant: tenantId('globex') },
])('refuses an identity that it was not sealed with: %o', (other) => {
  const sealed = sealEnvelope(key, iv, context, payload);
  expect(() => openEnvelope(key, { ...context, ...other }, sealed)).toThrow(EnvelopeRefused);
});

test('refuses the key of another tenant with the same material', () => {
  const sealed = sealEnvelope(key, iv, context, payload);
  const theirs = keyOf({ tenant: 'globex', version: 1 });
  expect(() => openEnvelope(theirs, context, sealed)).toThrow(EnvelopeRefused);
});

test('refuses the key of another version with the same material', () => {
  const sealed = sealEnvelope(key, iv, context, payload);
  const next = keyOf({ tenant: 'acme', version: 2 });
  expect(() => openEnvelope(next, context, sealed)).toThrow(EnvelopeRefused);
});

test('seals under no context that cannot be bound', () => {
  const unbound = { ...context, source: '\udc00' };
  expect(() => sealEnvelope(key, iv, unbound, payload)).toThrow(EnvelopeContextInvalid);
});

test('refuses a context that cannot have been bound', () => {
  const sealed = sealEnvelope(key, iv, { ...context, source: '\ufffd' }, payload);
  const unbound = { ...context, source: '\udc00' };
  expect(() => openEnvelope(key, unbound, sealed)).toThrow(EnvelopeRefused);
});

test('tells the key version of an envelope', () => {
  const sealed = sealEnvelope(keyOf({ tenant: 'acme', version: 70_000 }), iv, context, payload);
  expect(keyVersionOf(sealed)).toBe(70_000);
});

test('reads any bytes as an envelope or as none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const start = bytes.length < 2 ? bytes : Uint8Array.of(0xe1, 1, ...bytes.subarray(2));
      expect(() => openByItsHeader(Buffer.from(start))).toThrow(
        expect.toSatisfy(
          (error) => error instanceof EnvelopeInvalid || error instanceof EnvelopeRefused,
        ),
      );
    }),
  );
});

function keyOf({ tenant, version }: { readonly tenant: string; readonly version: number }) {
  return keyWithSalt({ tenant, version }, Buffer.alloc(16, 3));
}

function keyWithSalt(
  { tenant, version }: { readonly tenant: string; readonly version: number },
  salt: Buffer,
) {
  const branch = { tenant: tenantId(tenant), version, material: Buffer.alloc(32, 9) };
  return deriveDataKey(holdBranchKey(branch, 0), salt);
}

function openByItsHeader(sealed: Buffer): Buffer {
  const version = keyVersionOf(sealed);
  return openEnvelope(
    keyWithSalt({ tenant: 'acme', version }, sealed.subarray(6, 22)),
    context,
    sealed,
  );
}
