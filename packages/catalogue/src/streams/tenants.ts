import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { id, text } from './fragments.ts';

/** Which tenant, and when, is said by the event itself: these are also what the control plane tells. */
const tenantProvisioned = z.strictObject({
  tier: text,
  placements: z.array(
    z.strictObject({
      stream: text,
      model: z.enum(['pool', 'bridge', 'silo']),
      cell: id,
      epoch: z.int().min(1),
    }),
  ),
});

const resourceQuotaUpdated = z.strictObject({
  quota: text,
  limit: z.number().min(0),
  previousLimit: z.number().min(0).exactOptional(),
});

const featureEnabled = z.strictObject({ feature: text });

const tenantSuspended = z.strictObject({ reason: text.exactOptional() });

const tenantResumed = z.strictObject({});

const tenantErased = z.strictObject({ certificate: id.exactOptional() });

export const tenants: StreamDraft = {
  name: streamName('tenants'),
  description: 'The life of tenants, their quotas and features',
  dataClass: 'none',
  eventTypes: [
    eventType('TenantProvisioned', 1, tenantProvisioned),
    eventType('ResourceQuotaUpdated', 1, resourceQuotaUpdated),
    eventType('FeatureEnabled', 1, featureEnabled),
    eventType('TenantSuspended', 1, tenantSuspended),
    eventType('TenantResumed', 1, tenantResumed),
    eventType('TenantErased', 1, tenantErased),
  ],
  onPoison: 'park',
};
