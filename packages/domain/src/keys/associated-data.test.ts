import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { associatedData, type EnvelopeContext } from './associated-data.ts';

const acme = tenantId('acme');
const blank: EnvelopeContext = {
  tenant: acme,
  stream: '',
  eventId: '',
  type: '',
  dataSchema: '',
  subject: '',
  source: '',
  time: '',
};

/** Few letters, so that two contexts often hold the same letters, cut differently. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 3 });
const context: fc.Arbitrary<EnvelopeContext> = fc.record({
  tenant: fc.constantFrom(acme, tenantId('acme-labs')),
  stream: text,
  eventId: text,
  type: text,
  dataSchema: text,
  subject: text,
  source: text,
  time: text,
});

test('binds any two contexts differently', () => {
  fc.assert(
    fc.property(context, context, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(bytesOf(one)).not.toBe(bytesOf(other));
    }),
  );
});

test('binds a letter that moves from one text to the next', () => {
  fc.assert(
    fc.property(text, text, text, (start, middle, end) => {
      fc.pre(middle !== '');
      expect(bytesOf({ ...blank, stream: start + middle, eventId: end })).not.toBe(
        bytesOf({ ...blank, stream: start, eventId: middle + end }),
      );
    }),
  );
});

test('binds the key version', () => {
  expect(bytesOf(blank, 1)).not.toBe(bytesOf(blank, 2));
});

test.each([
  ['of ASCII', 's'.repeat(20_000)],
  ['beyond ASCII', 'é'.repeat(20_000)],
  ['beyond ASCII, with as many letters as the scratch has bytes', 'é'.repeat(4096 - 22 - 4)],
])('writes long texts %s as it writes short ones', (_letters, source) => {
  const bytes = Buffer.from(associatedData(1, { ...blank, source }) ?? Buffer.alloc(0));
  expect(bytes.readUInt16BE(18)).toBe(Buffer.byteLength(source));
  expect(bytes.toString('utf8', 22)).toBe(`acme${source}`);
});

test.each([
  ['65,535 bytes', 's'.repeat(65_535)],
  ['a whole surrogate pair', '😀'],
])('binds a text of %s', (_what, source) => {
  expect(associatedData(1, { ...blank, source })).toBeDefined();
});

test.each([
  ['65,536 bytes', 's'.repeat(65_536)],
  ['half a surrogate pair', '\ud800'],
])('binds no text of %s', (_what, source) => {
  expect(associatedData(1, { ...blank, source })).toBeUndefined();
});

function bytesOf(of: EnvelopeContext, keyVersion = 1): string {
  return Buffer.from(associatedData(keyVersion, of) ?? Buffer.alloc(0)).toString('hex');
}
