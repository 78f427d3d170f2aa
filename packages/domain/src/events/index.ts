export type {
  DataClass,
  EventTypeDefinition,
  SchemaIssue,
  StreamDefinition,
  Validation,
} from './stream.ts';
