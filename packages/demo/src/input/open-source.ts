import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { EpochMs } from '@tributary/kernel';
import { InputUnusable } from '../errors.ts';
import type { EventInput } from '../options.ts';
import { webhookSource } from '../samples/webhook-source.ts';
import { fileSource } from './file-source.ts';
import type { EventSource } from './input-line.ts';
import { spooled } from './spooled.ts';

const STANDARD_INPUT = 'standard input';

export type SourceSurroundings = {
  readonly now: EpochMs;
  readonly standardInput: Readable & { readonly isTTY?: boolean };
  /** A file for what can be read only once. */
  readonly spool: string;
};

/** @throws {InputUnusable} */
export async function openSource(
  input: EventInput,
  { now, spool, standardInput }: SourceSurroundings,
): Promise<EventSource> {
  switch (input.kind) {
    case 'webhooks':
      return webhookSource();
    case 'file':
      return fileSource({ ...input, title: basename(input.path), now });
    case 'standard-input':
      if (standardInput.isTTY === true) {
        throw new InputUnusable({
          input: STANDARD_INPUT,
          rule: 'it is a terminal; pipe a file in',
        });
      }
      await spooled(standardInput, spool);
      return fileSource({ path: spool, fields: input.fields, title: STANDARD_INPUT, now });
  }
}
