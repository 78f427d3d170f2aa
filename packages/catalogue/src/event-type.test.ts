import { CatalogueInvalid } from '@tributary/domain/placement';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { eventType } from './event-type.ts';

const PLACED = eventType(
  'OrderPlaced',
  2,
  z.strictObject({
    orderId: z.string().min(1),
    lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int().min(1) })).min(1),
    size: z.enum(['small', 'large']).exactOptional(),
    note: z.string().exactOptional(),
    labels: z.record(z.string(), z.number()).exactOptional(),
    at: z.iso.datetime({ offset: true }).exactOptional(),
    mail: z.email().exactOptional(),
  }),
);
const GOOD = { orderId: 'o-1', lines: [{ sku: 'a', quantity: 1 }] };
const SECRET = 'canary-4711';

function pathsOf(data: unknown): readonly string[] {
  const result = PLACED.validate(data);
  return result.kind === 'valid' ? [] : result.issues.map(({ path }) => path);
}

describe('validate', () => {
  test('gives valid data on as it came', () => {
    const result = PLACED.validate(GOOD);
    expect(result).toEqual({ kind: 'valid', data: GOOD });
    expect(Object.values(result)).toContain(GOOD);
  });

  test.each([
    { what: 'a member that is missing', data: { lines: GOOD.lines }, paths: ['/orderId'] },
    { what: 'a member of the wrong type', data: { ...GOOD, orderId: 7 }, paths: ['/orderId'] },
    {
      what: 'a member deep inside',
      data: { ...GOOD, lines: [{ sku: 'a', quantity: 0 }] },
      paths: ['/lines/0/quantity'],
    },
    { what: 'a member unknown to the schema', data: { ...GOOD, lined: [] }, paths: ['/lined'] },
    {
      what: 'unknown members inside',
      data: { ...GOOD, lines: [{ sku: 'a', quantity: 1, x: 1, y: 2 }] },
      paths: ['/lines/0/x', '/lines/0/y'],
    },
    { what: 'a name that may be data', data: { ...GOOD, 'ann@example.com': 1 }, paths: ['/*'] },
    { what: 'a long name', data: { ...GOOD, ['x'.repeat(41)]: 1 }, paths: ['/*'] },
    {
      what: 'a name in a record that may be data',
      data: { ...GOOD, labels: { 'ann@example.com': 'x' } },
      paths: ['/labels/*'],
    },
    { what: 'every breach', data: { orderId: '', lines: [] }, paths: ['/orderId', '/lines'] },
  ])('names $what', ({ data, paths }) => {
    expect(pathsOf(data)).toEqual(paths);
  });

  test.each([
    ['a list', []],
    ['a text', 'x'],
    ['nothing', null],
    ['an absent member', { ...GOOD, note: undefined }],
    ['a date', { ...GOOD, note: new Date(0) }],
    ['no number', { ...GOOD, labels: { a: Number.NaN } }],
  ])('refuses what is no JSON object: %s', (_what, data) => {
    expect(PLACED.validate(data)).toMatchObject({ kind: 'invalid', issues: [{ path: '' }] });
  });

  test('names at most twenty breaches', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x${index}`, 1]));
    expect(pathsOf({ ...GOOD, ...many })).toHaveLength(20);
  });

  test('never tells a value, wherever it stands', () => {
    const secrets = fc.constantFrom<unknown>(SECRET, [SECRET], { a: SECRET }, { [SECRET]: 1 });
    const members = fc.constantFrom(
      'orderId',
      'lines',
      'size',
      'note',
      'labels',
      'at',
      'mail',
      'other',
      SECRET,
    );
    fc.assert(
      fc.property(fc.dictionary(members, secrets), (data) => {
        const result = PLACED.validate(data);
        expect(JSON.stringify(result.kind === 'invalid' ? result.issues : [])).not.toContain(
          SECRET,
        );
      }),
    );
  });
});

describe('the JSON Schema', () => {
  test('bears the name of the event type and closes the object', () => {
    expect(PLACED.jsonSchema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'OrderPlaced',
      type: 'object',
      required: ['orderId', 'lines'],
      additionalProperties: false,
    });
  });

  test.each([
    ['drops what it does not know', z.object({ a: z.string() })],
    ['drops inside', z.strictObject({ a: z.array(z.object({ b: z.string() })) })],
    ['has a default', z.strictObject({ a: z.string().default('x') })],
    ['transforms', z.strictObject({ a: z.string().transform(Number) })],
    ['holds what JSON does not', z.strictObject({ a: z.bigint() })],
  ])('is refused for a schema that %s', (_what, schema) => {
    expect(() => eventType('OrderPlaced', 1, schema)).toThrow(CatalogueInvalid);
  });

  test.each([
    ['strict', z.strictObject({ a: z.string() })],
    ['loose', z.looseObject({ a: z.string() })],
    ['a record', z.strictObject({ a: z.record(z.string(), z.unknown()) })],
  ])('is made for a schema that changes nothing: %s', (_what, schema) => {
    expect(() => eventType('OrderPlaced', 1, schema)).not.toThrow();
  });
});
