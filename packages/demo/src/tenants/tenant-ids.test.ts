import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tenantIds } from './tenant-ids.ts';

const RESERVED = new Set(['pool', 'platform', 'admin']);
const VALID = /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/;

function idsOf(...sources: readonly string[]) {
  return new Map(tenantIds(sources, RESERVED).map(({ source, id }) => [source, id]));
}

/** Values that are near each other: cases, separators, lengths at the edge, and what looks like a derived id. */
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 45 }),
  fc.string({ unit: fc.constantFrom('a', 'A', 'á', '-', '.', '1', '#'), maxLength: 5 }),
  fc.string({ unit: fc.constantFrom('a', '-'), minLength: 30, maxLength: 36 }),
  fc.constantFrom(
    'pool',
    'Pool',
    'POOL ',
    'admin',
    '',
    '\ud800',
    '\ud801',
    '日本',
    'acme',
    'acme-labs',
  ),
);
const values = fc
  .array(value, { maxLength: 30 })
  .map((some) => [
    ...some,
    ...some.slice(0, 5).map((one) => tenantIds([one], RESERVED)[0]?.id ?? one),
  ]);

test.each([
  ['#en.wikipedia', 'en-wikipedia'],
  ['acme', 'acme'],
  ['Acme Labs', 'acme-labs'],
  ['Café  Lumière!', 'cafe-lumiere'],
  ['a'.repeat(32), 'a'.repeat(32)],
])('%s is %s without a suffix', (source, id) => {
  expect(tenantIds([source], RESERVED)).toEqual([{ source, id, reason: undefined }]);
});

test.each([
  ['first', '42 Degrees', /^t-42-degrees-[0-9a-z]{7}$/],
  ['length', 'a'.repeat(33), /^a{24}-[0-9a-z]{7}$/],
  ['length', 'X', /^x-[0-9a-z]{7}$/],
  ['reserved', 'Pool', /^pool-[0-9a-z]{7}$/],
  ['nothing-left', '日本', /^t-[0-9a-z]{7}$/],
  ['nothing-left', '', /^t-[0-9a-z]{7}$/],
])('a suffix for the reason "%s"', (reason, source, id) => {
  expect(tenantIds([source], RESERVED)).toEqual([
    { source, id: expect.stringMatching(id), reason },
  ]);
});

test('values with one plain form all get a suffix, so that none passes for the other', () => {
  const [upper, lower] = tenantIds(['ACME', 'acme'], RESERVED);
  expect(upper).toMatchObject({ reason: 'taken', id: expect.stringMatching(/^acme-\w{7}$/) });
  expect(lower).toMatchObject({ reason: 'taken', id: expect.stringMatching(/^acme-\w{7}$/) });
});

test('every id is one that the platform takes', () => {
  fc.assert(
    fc.property(values, (sources) => {
      for (const { id } of tenantIds(sources, RESERVED)) {
        expect(id).toMatch(VALID);
        expect(RESERVED.has(id)).toBe(false);
      }
    }),
  );
});

test('no two values share an id', () => {
  fc.assert(
    fc.property(values, (sources) => {
      const ids = idsOf(...sources);
      expect(ids.size).toBe(new Set(sources).size);
      expect(new Set(ids.values()).size).toBe(ids.size);
    }),
  );
});

test('an id does not depend on the order of the values', () => {
  fc.assert(
    fc.property(values, (sources) => {
      expect(idsOf(...sources.toReversed())).toEqual(idsOf(...sources));
    }),
  );
});

test('a suffix does not depend on who else takes part, not even beside what UTF-8 cannot tell apart', () => {
  const [alone] = tenantIds(['\ud801'], RESERVED);
  expect(idsOf('\ud800', '\ud801').get('\ud801')).toBe(alone?.id);
});

test('a suffix that is taken is made anew', () => {
  const [first] = tenantIds(['42'], RESERVED);
  const ids = idsOf('42', first?.id ?? '');
  expect(ids.get('42')).not.toBe(first?.id);
  expect(ids.get(first?.id ?? '')).toBe(first?.id);
});
