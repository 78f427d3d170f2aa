import type { JsonObject } from '@tributary/kernel';
import type { StreamName } from '../topics/index.ts';

/** `regulated` is refused in a pool when the catalogue is loaded. */
export type DataClass = 'none' | 'personal' | 'regulated';

/** `path` names members of the data, never their values. */
export type SchemaIssue = { readonly path: string; readonly message: string };

export type Validation =
  | { readonly kind: 'valid'; readonly data: JsonObject }
  | { readonly kind: 'invalid'; readonly issues: readonly SchemaIssue[] };

export type EventTypeDefinition = {
  /** Past tense, unique in its stream: `OrderPlaced`. */
  readonly name: string;
  /** Of the schema, from 1. */
  readonly version: number;
  readonly validate: (data: unknown) => Validation;
  /** JSON Schema 2020-12. */
  readonly jsonSchema: JsonObject;
};

export type StreamDefinition = {
  readonly name: StreamName;
  readonly description: string;
  readonly dataClass: DataClass;
  readonly eventTypes: ReadonlyMap<string, EventTypeDefinition>;
  /** What happens to later events of an aggregate whose event was quarantined. */
  readonly onPoison: 'park' | 'skip';
};
