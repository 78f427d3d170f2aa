import { type Catalogue, offerOf, type Placement, tierOf, topicOf } from '../placement/index.ts';
import { type Tenant, TenantNotReady } from '../tenancy/index.ts';
import type { StreamName, TopicName } from '../topics/index.ts';
import { type RecordTemplate, recordTemplate } from './build-record.ts';

/** Where a tenant's events of one type go, and in which form. */
export type PublishTarget = {
  readonly placement: Placement;
  readonly topic: TopicName;
  readonly template: RecordTemplate;
};

/**
 * @throws {TierUnknown}
 * @throws {StreamNotOffered}
 * @throws {TenantNotReady} the tier has the stream, but the tenant is not placed on it.
 */
export function publishTarget(
  tenant: Pick<Tenant, 'id' | 'tier' | 'placements'>,
  catalogue: Pick<Catalogue, 'tiers'>,
  stream: StreamName,
  type: { readonly name: string; readonly version: number },
): PublishTarget {
  const offer = offerOf(tierOf(catalogue, tenant.tier), stream);
  const placement = tenant.placements.find((candidate) => candidate.stream === stream);
  if (placement === undefined) {
    throw new TenantNotReady({ tenant: tenant.id, state: `not placed on stream ${stream}` });
  }
  return { placement, topic: topicOf(placement), template: recordTemplate(placement, type, offer) };
}
