import type { JsonObject, JsonValue } from '@tributary/kernel';

/** The member of that name, or where there is none and the name has dots, the member at that path. */
export function fieldOf(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) {
    return object[name];
  }
  let value: JsonValue | undefined = object;
  for (const part of name.split('.')) {
    value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

/** A text that names something: strings, numbers and booleans do; an empty string does not. */
export function nameOf(value: JsonValue | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' ? undefined : value;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
