import type { JsonObject } from '@tributary/kernel';

/** Deeper data is refused before any parser or printer runs out of stack on it; a cycle is deeper than anything. */
export const MAX_DEPTH = 100;

/** A plain object that JSON holds without loss: no `undefined`, no function, no date, no infinity. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isPlainObject(value) && hasJsonMembers(value, MAX_DEPTH - 1);
}

function isJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return (
        value === null || (depth > 0 && isContainer(value) && hasJsonMembers(value, depth - 1))
      );
    default:
      return false;
  }
}

function hasJsonMembers(container: object, depth: number): boolean {
  return membersOf(container).every((member) => isJson(member, depth));
}

/** A hole in a list is a member too: `undefined`. */
function membersOf(container: object): readonly unknown[] {
  return Array.isArray(container) ? Array.from(container) : Object.values(container);
}

function isContainer(value: object): boolean {
  return Array.isArray(value) || isPlainObject(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
