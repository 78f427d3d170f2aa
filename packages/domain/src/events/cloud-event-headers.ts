import type { TenantId } from '../tenancy/index.ts';
import type { RecordHeaders, StreamName } from '../topics/index.ts';
import type { EventId, TraceParent } from './event.ts';

/*
 * CloudEvents 1.0, binary mode for Kafka. Sources:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md#32-binary-content-mode
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md
 *
 *   ce_specversion  1.0
 *   ce_id           UUID in lower case
 *   ce_source       /tributary/<stream>
 *   ce_type         <type>
 *   ce_time         2026-01-31T12:00:00.000Z
 *   ce_subject      <aggregate>, or its route where the body is sealed
 *   ce_tenantid     <tenant>
 *   ce_epoch        <epoch of the placement>
 *   ce_dataschema   urn:tributary:<stream>:<type>:<version>
 *   content-type    application/json | application/vnd.tributary.envelope
 *   traceparent     W3C, optional
 */

export const SPEC_VERSION = '1.0';
export const SCHEMA_URN = 'urn:tributary';
export const PLAIN_CONTENT = 'application/json';
export const SEALED_CONTENT = 'application/vnd.tributary.envelope';

export const REQUIRED_HEADERS = [
  'ce_specversion',
  'ce_id',
  'ce_time',
  'ce_subject',
  'ce_source',
  'ce_type',
  'ce_tenantid',
  'ce_epoch',
  'ce_dataschema',
  'content-type',
] as const;

export type RequiredHeader = (typeof REQUIRED_HEADERS)[number];
export type HeaderName = RequiredHeader | 'traceparent';

/** What every event of one type, tenant and placement has in common. */
export type HeaderTemplate = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly type: string;
  readonly schemaVersion: number;
  /** Of the placement: records of a fenced epoch are quarantined. */
  readonly epoch: number;
  readonly sealed: boolean;
};

/** What each event has for itself. */
export type HeaderSlots = {
  readonly id: EventId;
  /** `Date.prototype.toISOString` of it. */
  readonly time: string;
  /** The aggregate, or its route where the body is sealed. */
  readonly subject: string;
  readonly traceparent: TraceParent | undefined;
};

export function sourceOf(stream: StreamName): string {
  return `/tributary/${stream}`;
}

export function dataSchemaOf({
  stream,
  type,
  schemaVersion,
}: Pick<HeaderTemplate, 'stream' | 'type' | 'schemaVersion'>): string {
  return `${SCHEMA_URN}:${stream}:${type}:${schemaVersion}`;
}

type Header = RecordHeaders[number];

export type HeaderEncoder = (slots: HeaderSlots) => RecordHeaders;

/** Made once for many events, so that each costs no more than the three or four headers of its own. */
export function headerEncoder(template: HeaderTemplate): HeaderEncoder {
  const shared: readonly Header[] = [
    header('ce_specversion', SPEC_VERSION),
    header('ce_source', sourceOf(template.stream)),
    header('ce_type', template.type),
    header('ce_tenantid', template.tenant),
    header('ce_epoch', String(template.epoch)),
    header('ce_dataschema', dataSchemaOf(template)),
    header('content-type', template.sealed ? SEALED_CONTENT : PLAIN_CONTENT),
  ];
  return ({ id, time, subject, traceparent }) => {
    const own = [
      ...shared,
      header('ce_id', id),
      header('ce_time', time),
      header('ce_subject', subject),
    ];
    if (traceparent !== undefined) {
      own.push(header('traceparent', traceparent));
    }
    return own;
  };
}

function header(name: HeaderName, value: string): Header {
  return [name, Buffer.from(value)];
}
