import type { EnvelopeContext } from '../keys/index.ts';
import type { TenantId } from '../tenancy/index.ts';
import type { HeaderSlots } from './cloud-event-headers.ts';

/** What the envelope binds of all events of one type. */
export type BoundType = Pick<EnvelopeContext, 'stream' | 'type' | 'dataSchema' | 'source'>;

/** All that says which event of whom it is, and not where it lies. */
export function envelopeContext(
  tenant: TenantId,
  { stream, type, dataSchema, source }: BoundType,
  { id, subject, time }: Pick<HeaderSlots, 'id' | 'subject' | 'time'>,
): EnvelopeContext {
  return { tenant, stream, eventId: id, type, dataSchema, subject, source, time };
}
