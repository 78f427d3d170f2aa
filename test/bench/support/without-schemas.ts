import type { EventTypeDefinition } from '@tributary/domain/events';
import type { Catalogue } from '@tributary/domain/placement';
import type { JsonObject } from '@tributary/kernel';

/** The same streams with types that take any object. */
export function withoutSchemas({ streams }: Catalogue): Catalogue['streams'] {
  return new Map(
    [...streams].map(([name, stream]) => [name, { ...stream, eventTypes: takingAnything(stream) }]),
  );
}

function takingAnything({
  eventTypes,
}: {
  readonly eventTypes: ReadonlyMap<string, EventTypeDefinition>;
}): ReadonlyMap<string, EventTypeDefinition> {
  return new Map(
    [...eventTypes].map(([name, type]) => [
      name,
      { ...type, validate: (data) => ({ kind: 'valid', data: isObject(data) ? data : {} }) },
    ]),
  );
}

function isObject(data: unknown): data is JsonObject {
  return typeof data === 'object' && data !== null;
}
