import type { EpochMs } from '@tributary/kernel';
import { type RecordHeaders, streamName } from '../topics/index.ts';
import {
  type HeaderName,
  type HeaderSlots,
  type HeaderTemplate,
  PLAIN_CONTENT,
  REQUIRED_HEADERS,
  type RequiredHeader,
  SCHEMA_URN,
  SEALED_CONTENT,
  SPEC_VERSION,
  sourceOf,
} from './cloud-event-headers.ts';
import type { BoundType } from './envelope-context.ts';
import { HeadersInvalid } from './errors.ts';
import type { EventId, TraceParent } from './event.ts';
import { isEventId, isTraceParent } from './event-id.ts';

/** What the headers say of the type of their event. */
type HeaderType = BoundType & Pick<HeaderTemplate, 'stream' | 'schemaVersion'>;

/** The headers of a record, each well-formed. Whether they are true is not known: `tenant` may be any text. */
export type EventHeaders = HeaderType &
  HeaderSlots & {
    readonly tenant: string;
    readonly epoch: number;
    readonly sealed: boolean;
    /** `time` as a number. */
    readonly at: EpochMs;
  };

/**
 * Headers of other names are left alone. A trace context that is not well-formed is as none, as its specification wants.
 *
 * @throws {HeadersInvalid} one is missing, there twice, or not as specified.
 */
export function decodeHeaders(headers: RecordHeaders): EventHeaders {
  const found = texts(headers);
  const { stream, type, schemaVersion, dataSchema, source } = headerType(found.ce_dataschema);
  must(found.ce_specversion === SPEC_VERSION, 'ce_specversion', `is not ${SPEC_VERSION}`);
  must(found.ce_type === type, 'ce_type', 'is not the type of ce_dataschema');
  must(found.ce_source === source, 'ce_source', 'is not that of the stream');
  return {
    stream,
    type,
    schemaVersion,
    dataSchema,
    source,
    id: parseId(found.ce_id),
    time: found.ce_time,
    at: parseTime(found.ce_time),
    subject: found.ce_subject,
    tenant: found.ce_tenantid,
    epoch: parseCount('ce_epoch', found.ce_epoch),
    sealed: parseContent(found['content-type']),
    traceparent: parseTrace(found.traceparent),
  };
}

type Texts = Readonly<Record<RequiredHeader, string> & { readonly traceparent?: string }>;
type Found = { -readonly [Name in HeaderName]?: string };

const KNOWN: ReadonlyMap<string, HeaderName> = new Map(
  [...REQUIRED_HEADERS, 'traceparent' as const].map((name) => [name, name]),
);

function texts(headers: RecordHeaders): Texts {
  const found: Found = {};
  for (const [text, value] of headers) {
    const name = KNOWN.get(text);
    if (name !== undefined) {
      must(found[name] === undefined, name, 'is there twice');
      found[name] = decodeText(name, value);
    }
  }
  mustBeComplete(found);
  return found;
}

function mustBeComplete(found: Found): asserts found is Texts {
  for (const name of REQUIRED_HEADERS) {
    must(found[name] !== undefined, name, 'is missing');
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(name: HeaderName, value: Uint8Array): string {
  try {
    return UTF8.decode(value);
  } catch (cause) {
    throw new HeadersInvalid({ header: name, rule: 'is not UTF-8' }, { cause });
  }
}

/** A consumer reads a few types over and over; what a forger makes up is forgotten at the next turn. */
const MAX_KNOWN_TYPES = 1_000;
const knownTypes = new Map<string, HeaderType>();

function headerType(text: string): HeaderType {
  const known = knownTypes.get(text);
  if (known !== undefined) {
    return known;
  }
  const parsed = parseSchema(text);
  if (knownTypes.size >= MAX_KNOWN_TYPES) {
    knownTypes.clear();
  }
  knownTypes.set(text, parsed);
  return parsed;
}

function parseSchema(text: string): HeaderType {
  const [urn, scheme, name, type = '', version = '', ...rest] = text.split(':');
  const isKnown = `${urn}:${scheme}` === SCHEMA_URN && type !== '' && rest.length === 0;
  must(isKnown, 'ce_dataschema', `is not ${SCHEMA_URN}:<stream>:<type>:<version>`);
  const stream = parseStream(name);
  const schemaVersion = parseCount('ce_dataschema', version);
  return { stream, type, schemaVersion, dataSchema: text, source: sourceOf(stream) };
}

function parseStream(text: unknown): HeaderTemplate['stream'] {
  try {
    return streamName(text);
  } catch (cause) {
    throw new HeadersInvalid({ header: 'ce_dataschema', rule: 'names no stream' }, { cause });
  }
}

function parseId(text: string): EventId {
  if (!isEventId(text)) {
    throw new HeadersInvalid({ header: 'ce_id', rule: 'is not a UUID in lower case' });
  }
  return text;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function parseTime(text: string): EpochMs {
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  must(!Number.isNaN(at), 'ce_time', 'is not a time in UTC with milliseconds');
  return at;
}

const COUNT = /^[1-9]\d{0,8}$/;

function parseCount(header: RequiredHeader, text: string): number {
  must(COUNT.test(text), header, 'holds no number from 1 to 999999999');
  return Number(text);
}

function parseContent(text: string): boolean {
  must(text === SEALED_CONTENT || text === PLAIN_CONTENT, 'content-type', 'is unknown');
  return text === SEALED_CONTENT;
}

function parseTrace(text: string | undefined): TraceParent | undefined {
  return text !== undefined && isTraceParent(text) ? text : undefined;
}

function must(holds: boolean, header: HeaderName, rule: string): void {
  if (!holds) {
    throw new HeadersInvalid({ header, rule });
  }
}
