import type { JsonObject } from '@tributary/kernel';
import type { StreamName } from '../topics/index.ts';
import { EventSchemaMismatch } from './errors.ts';
import type { EventTypeDefinition } from './stream.ts';

/**
 * The data as the schema leaves it.
 *
 * @throws {EventSchemaMismatch}
 */
export function validated(
  stream: StreamName,
  { name, version, validate }: Pick<EventTypeDefinition, 'name' | 'version' | 'validate'>,
  data: unknown,
): JsonObject {
  const validation = validate(data);
  if (validation.kind === 'invalid') {
    throw new EventSchemaMismatch({ stream, type: name, version, issues: validation.issues });
  }
  return validation.data;
}
