import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derivedId } from './derived-id.ts';

test('is a UUID of version 8', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (operation, thing) => {
      expect(derivedId(operation, thing)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }),
  );
});

test('is the same for the same thing of the same operation, and another for any other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.uuid(), fc.string()), { selector: String }), (pairs) => {
      const made = pairs.map(([operation, thing]) => derivedId(operation, thing));
      expect(new Set(made).size).toBe(pairs.length);
      expect(pairs.map(([operation, thing]) => derivedId(operation, thing))).toEqual(made);
    }),
  );
});
