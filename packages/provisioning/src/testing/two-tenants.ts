import { type Operation, tenantId } from '@tributary/domain/tenancy';
import { streamName } from '@tributary/domain/topics';
import { runOperation } from '../engine/run-operation.ts';
import { beginErasure } from '../erase-tenant/begin-erasure.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { ProvisioningRig } from './provisioning-rig.ts';

export const ACME = tenantId('acme');
/** The neighbour, whose id begins alike. */
export const LABS = tenantId('acme-labs');
export const ORDERS = streamName('orders');
export const ERASURE = { tenant: ACME, confirm: ACME, basis: 'end of contract' };

export async function run(ports: ProvisioningPorts, begun: Promise<Operation>): Promise<Operation> {
  return runOperation(ports, (await begun).id);
}

/** Both tenants onboarded, each with nine events consumed. */
export async function twoTenants(tier = 'bridged'): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  for (const tenant of [ACME, LABS]) {
    await run(rig.ports, beginOnboarding(rig.ports, { tenant, tier }));
    const ids = Array.from({ length: 9 }, (_, index) => `${tenant}-event-${index}`);
    await rig.consumers.publish(tenant, ORDERS, ids);
    await rig.consumers.deliver(tenant, ORDERS);
  }
  return rig;
}

export function erased({ ports }: ProvisioningRig): Promise<Operation> {
  return run(ports, beginErasure(ports, ERASURE));
}
