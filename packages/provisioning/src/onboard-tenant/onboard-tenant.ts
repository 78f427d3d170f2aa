import { publishControlEvent } from '../publish-control-event.ts';
import type { Saga } from '../saga.ts';
import { activate } from './activate.ts';
import { connectSubscriptions } from './connect-subscriptions.ts';
import { createCluster } from './create-cluster.ts';
import { createKeys } from './create-keys.ts';
import { createTopics } from './create-topics.ts';
import { grantAccess } from './grant-access.ts';
import { placeStreams } from './place-streams.ts';
import { proveIsolationOfIdentity } from './prove-isolation-of-identity.ts';
import { proveReadiness } from './prove-readiness.ts';

/** A tenant is active only when its events were seen to come through, and its identity to be refused elsewhere. */
export const onboardTenant: Saga = {
  name: 'onboard',
  pivot: activate.name,
  steps: [
    placeStreams,
    createKeys,
    createCluster,
    createTopics,
    grantAccess,
    connectSubscriptions,
    proveReadiness,
    proveIsolationOfIdentity,
    activate,
    publishControlEvent('publish-provisioned', 'TenantProvisioned', ({ tenant }) => ({
      tier: tenant.tier,
      placements: tenant.placements.map(({ stream, model, cell, epoch }) => ({
        stream,
        model,
        cell,
        epoch,
      })),
    })),
  ],
  undone: async () => ({ tenant: { state: 'failed', placements: [] } }),
};
