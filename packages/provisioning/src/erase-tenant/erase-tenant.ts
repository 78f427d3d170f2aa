import { operationId } from '@tributary/domain/tenancy';
import { publishControlEvent } from '../publish-control-event.ts';
import { notedText } from '../recorded.ts';
import { hasEnded, operationOf } from '../request/operation-of.ts';
import type { Saga, StepContext, Undone } from '../saga.ts';
import { waitOutLeases } from '../wait-out-leases.ts';
import { awaitCancelled } from './await-cancelled.ts';
import { beginErasing } from './begin-erasing.ts';
import { certify } from './certify.ts';
import { deleteEffects } from './delete-effects.ts';
import { deleteGroups } from './delete-groups.ts';
import { deleteTopics } from './delete-topics.ts';
import { destroyKeys } from './destroy-keys.ts';
import { disconnectSubscriptions } from './disconnect-subscriptions.ts';
import { releaseClaims } from './release-claims.ts';
import { removeSiloCluster } from './remove-silo-cluster.ts';
import { revokeAccess } from './revoke-access.ts';
import { scan } from './scan.ts';
import { schedule } from './schedule.ts';
import { takeInventory } from './take-inventory.ts';

/**
 * Until `begin-erasing` it can be given up, and leaves the tenant suspended; from then on everything goes. It ends with the tenant
 * unreadable: what only time removes is left to `finishDueErasures`.
 */
export const eraseTenant: Saga = {
  name: 'erase',
  pivot: beginErasing.name,
  steps: [
    awaitCancelled,
    schedule,
    waitOutLeases('scheduledAt', ({ operation }) => operation.notes['cameFrom'] === 'active'),
    takeInventory,
    disconnectSubscriptions,
    beginErasing,
    deleteGroups,
    deleteTopics,
    removeSiloCluster,
    revokeAccess,
    destroyKeys,
    deleteEffects,
    releaseClaims,
    scan,
    certify,
    publishControlEvent('publish-erased', 'TenantErased', ({ tenant }) => ({
      state: tenant.state,
      erasureDueAt: tenant.erasureDueAt ?? null,
    })),
  ],
  undone,
};

async function undone({ ports, operation }: StepContext): Promise<Undone> {
  const cameFrom = notedText(operation.notes, 'cameFrom');
  if (cameFrom !== undefined) {
    return { tenant: { state: cameFrom === 'failed' ? 'failed' : 'suspended' } };
  }
  const given = operationId(operation.notes['cancels']);
  return hasEnded(await operationOf(ports.registry, given)) ? {} : { heir: given };
}
