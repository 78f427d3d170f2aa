import type { EnvelopeContext } from '../keys/index.ts';
import type { TenantId } from '../tenancy/index.ts';
import {
  dataSchemaOf,
  type HeaderSlots,
  type HeaderTemplate,
  sourceOf,
} from './cloud-event-headers.ts';

/** What the envelope binds of the headers: all that says which event of whom it is, and not where it lies. */
export function envelopeContext(
  tenant: TenantId,
  headers: Pick<HeaderTemplate, 'stream' | 'type' | 'schemaVersion'> & HeaderSlots,
): EnvelopeContext {
  return {
    tenant,
    stream: headers.stream,
    eventId: headers.id,
    type: headers.type,
    dataSchema: dataSchemaOf(headers),
    subject: headers.subject,
    source: sourceOf(headers.stream),
    time: headers.time,
  };
}
