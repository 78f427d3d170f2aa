import type { JsonObject, JsonValue } from '@tributary/kernel';
import fc from 'fast-check';

/** Makes values that fit the JSON Schema, of the words that the catalogue's schemas use; others throw. */
export function arbitraryOf(schema: JsonValue | undefined): fc.Arbitrary<JsonValue> {
  if (!isObject(schema)) {
    throw new RangeError('no JSON Schema');
  }
  if (Array.isArray(schema['anyOf'])) {
    return fc.oneof(...schema['anyOf'].map(arbitraryOf));
  }
  if (Array.isArray(schema['enum'])) {
    return fc.constantFrom<JsonValue>(...schema['enum']);
  }
  if (Array.isArray(schema['type'])) {
    return fc.oneof(...schema['type'].map((type) => arbitraryOf({ ...schema, type })));
  }
  return arbitraryOfType(schema);
}

function arbitraryOfType(schema: JsonObject): fc.Arbitrary<JsonValue> {
  switch (schema['type']) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return fc.array(arbitraryOf(schema['items']), {
        minLength: numberOr(schema['minItems'], 0),
        maxLength: numberOr(schema['minItems'], 0) + 3,
      });
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({
        min: numberOr(schema['minimum'], Number.MIN_SAFE_INTEGER),
        max: numberOr(schema['maximum'], Number.MAX_SAFE_INTEGER),
      });
    case 'number':
      return fc.double({ min: numberOr(schema['minimum'], -1e9), max: 1e9, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case undefined:
      return fc.jsonValue().map(asJson);
    default:
      throw new RangeError(`no values for the type ${String(schema['type'])}`);
  }
}

function objectOf(schema: JsonObject): fc.Arbitrary<JsonValue> {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  if (schema['additionalProperties'] !== false) {
    return fc.dictionary(fc.string(), arbitraryOf(schema['additionalProperties']), { maxKeys: 3 });
  }
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, arbitraryOf(member)]),
  );
  return fc.record<Record<string, JsonValue>, string>(members, { requiredKeys: required });
}

function textOf(schema: JsonObject): fc.Arbitrary<JsonValue> {
  const { pattern } = schema;
  return typeof pattern === 'string'
    ? fc.stringMatching(new RegExp(pattern))
    : fc.string({ minLength: numberOr(schema['minLength'], 0) });
}

function numberOr(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
