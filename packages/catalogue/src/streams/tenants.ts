import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { id, moment, text } from './fragments.ts';

const tenantProvisioned = z.strictObject({ tenantId: id, tier: text, provisionedAt: moment });

const resourceQuotaUpdated = z.strictObject({
  tenantId: id,
  quota: text,
  limit: z.number().min(0),
  previousLimit: z.number().min(0).exactOptional(),
  updatedAt: moment,
});

const featureEnabled = z.strictObject({ tenantId: id, feature: text, enabledAt: moment });

const tenantSuspended = z.strictObject({
  tenantId: id,
  reason: text.exactOptional(),
  suspendedAt: moment,
});

const tenantResumed = z.strictObject({ tenantId: id, resumedAt: moment });

const tenantErased = z.strictObject({
  tenantId: id,
  /** Of the certificate. */
  certificateId: id.exactOptional(),
  erasedAt: moment,
});

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
