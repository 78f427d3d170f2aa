import type { EventTypeDefinition, SchemaIssue, Validation } from '@tributary/domain/events';
import { CatalogueInvalid } from '@tributary/domain/placement';
import type { JsonObject } from '@tributary/kernel';
import * as z from 'zod';
import { isJsonObject, MAX_DEPTH } from './json-object.ts';

/** More help nobody reads. */
const MAX_ISSUES = 20;

const NOT_JSON = `is no JSON object of at most ${MAX_DEPTH} levels`;

/** A member's name that may be shown; others can be data, as in a record by e-mail address. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/**
 * An event type whose data is checked by `schema`. Valid data goes on as it came, so the schema may not coerce or trim. Issues say where
 * and which rule, never what the data says.
 *
 * @throws {CatalogueInvalid} JSON Schema cannot express the schema, or it would change the data: by a transform, a default, or
 *   an object that drops what it does not know (`strictObject` and `looseObject` drop nothing).
 */
export function eventType(name: string, version: number, schema: z.ZodObject): EventTypeDefinition {
  return {
    name,
    version,
    jsonSchema: { title: name, ...jsonSchemaOf(name, schema) },
    validate: (data) => validate(schema, data),
  };
}

function validate(schema: z.ZodObject, data: unknown): Validation {
  if (!isJsonObject(data)) {
    return { kind: 'invalid', issues: [{ path: '', message: NOT_JSON }] };
  }
  const { success, error } = schema.safeParse(data);
  return success
    ? { kind: 'valid', data }
    : { kind: 'invalid', issues: error.issues.flatMap(issuesOf).slice(0, MAX_ISSUES) };
}

function issuesOf(issue: z.core.$ZodIssue): readonly SchemaIssue[] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        path: pointer([...issue.path, key]),
        message: 'is unknown to the schema',
      }))
    : [{ path: pointer(issue.path), message: issue.message }];
}

/** A JSON pointer (RFC 6901) with `*` for what is no plain name. */
function pointer(path: readonly PropertyKey[]): string {
  return path
    .map(String)
    .map((member) => (/^\d+$/.test(member) || PLAIN_NAME.test(member) ? member : '*'))
    .map((member) => `/${member}`)
    .join('');
}

/** What goes in and what comes out look the same only where nothing is changed in between. */
function jsonSchemaOf(name: string, schema: z.ZodObject): JsonObject {
  const input = jsonSchemaText(name, schema, 'input');
  if (input !== jsonSchemaText(name, schema, 'output')) {
    throw new CatalogueInvalid({ problems: [`the schema of ${name} changes the data`] });
  }
  return JSON.parse(input);
}

function jsonSchemaText(name: string, schema: z.ZodObject, io: 'input' | 'output'): string {
  try {
    return JSON.stringify(z.toJSONSchema(schema, { io }));
  } catch (cause) {
    const problems = [`JSON Schema cannot express the schema of ${name}`];
    throw new CatalogueInvalid({ problems }, { cause });
  }
}
