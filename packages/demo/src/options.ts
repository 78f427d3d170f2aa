import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OptionInvalid } from './errors.ts';
import type { Fields } from './input/read-line.ts';

/** Where the events come from; `webhooks` are those that come with the tour. */
export type EventInput =
  | { readonly kind: 'webhooks' }
  | { readonly kind: 'standard-input'; readonly fields: Fields }
  | { readonly kind: 'file'; readonly path: string; readonly fields: Fields };

export type TourOptions = {
  readonly input: EventInput;
  /** Prints one JSON object instead of the tour. */
  readonly json: boolean;
  /** Keeps what was published and received here. */
  readonly out: string | undefined;
  readonly help: boolean;
};

export const HELP = `A guided tour of the platform on real events.

  npm run -s demo -- [options]

  --events <file>     your own events: NDJSON, plain or .gz; "-" is standard input.
                      Without it: payloads of GitHub webhooks
  --tenant <field>    the field that names the tenant (needed with --events)
  --aggregate <field> the field whose events must stay in order, such as an order number;
                      without it, all events of a tenant stay in order
  --time <field>      the field that says when it happened: ISO 8601, or seconds or
                      milliseconds since 1970; without it, the time of publishing
  --out <dir>         keeps what was published and what each handler received, as NDJSON
  --json              prints one JSON object instead of the tour; progress goes to standard error
  --help              this text

A field inside another is named with dots: --tenant account.id
`;

/** @throws {OptionInvalid} */
export function tourOptions(args: readonly string[]): TourOptions {
  const { events, help, json, out, ...fields } = parsed(args);
  return {
    input: help ? { kind: 'webhooks' } : inputOf(events, fields),
    json,
    out: out === undefined ? undefined : resolve(filled('out', out)),
    help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        events: { type: 'string' },
        tenant: { type: 'string' },
        aggregate: { type: 'string' },
        time: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (cause) {
    const rule = cause instanceof Error ? cause.message : String(cause);
    throw new OptionInvalid({ rule }, { cause });
  }
}

type FieldOptions = { readonly [Name in keyof Fields]?: string };

function inputOf(events: string | undefined, options: FieldOptions): EventInput {
  if (events === undefined) {
    const [name] = Object.keys(options);
    if (name !== undefined) {
      throw new OptionInvalid({ rule: `--${name} names a field of --events, which is missing` });
    }
    return { kind: 'webhooks' };
  }
  const fields = fieldsOf(options);
  return filled('events', events) === '-'
    ? { kind: 'standard-input', fields }
    : { kind: 'file', path: resolve(events), fields };
}

function fieldsOf({ aggregate, tenant, time }: FieldOptions): Fields {
  if (tenant === undefined) {
    throw new OptionInvalid({ rule: '--events needs --tenant, the field that names the tenant' });
  }
  return {
    tenant: filled('tenant', tenant),
    ...(aggregate === undefined ? {} : { aggregate: filled('aggregate', aggregate) }),
    ...(time === undefined ? {} : { time: filled('time', time) }),
  };
}

function filled(name: string, text: string): string {
  if (text === '') {
    throw new OptionInvalid({ rule: `--${name} is empty` });
  }
  return text;
}
