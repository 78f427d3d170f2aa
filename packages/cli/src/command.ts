import type { ParseArgsOptionDescriptor } from 'node:util';
import type { Client } from './client.ts';

export type Values = Readonly<Record<string, string | boolean | undefined>>;

export type Invocation = {
  readonly client: Client;
  readonly positionals: readonly string[];
  readonly values: Values;
  readonly print: Printer;
  readonly signal: AbortSignal;
  /** Waits; rejects when the command is ended. */
  readonly sleep: (ms: number) => Promise<void>;
};

/** `value` is what `--json` prints; `text` is for people. */
type Printer = (value: unknown, text: string) => void;

export type Command = {
  /** `tenants add`. */
  readonly words: string;
  /** `<id> --tier <tier>`. */
  readonly synopsis: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, ParseArgsOptionDescriptor>>;
  readonly run: (invocation: Invocation) => Promise<void>;
};
