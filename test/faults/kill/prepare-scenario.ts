import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import { streamName } from '@tributary/domain/topics';
import {
  beginErasure,
  beginOnboarding,
  beginReplay,
  beginResumption,
  beginSuspension,
  ensurePlatform,
  type ProvisioningPorts,
  runOperation,
} from '@tributary/provisioning';
import type { ProvisioningRig } from '@tributary/provisioning/testing';
import { openRig } from './open-rig.ts';
import type { Scenario } from './scenario.ts';

const TENANT = tenantId('acme');
const NEIGHBOUR = tenantId('acme-labs');
const ORDERS = streamName('orders');

/** A platform with a neighbour, and the tenant up to where the operation of the scenario begins; resolves with its id. */
export async function prepareScenario(directory: string, scenario: Scenario): Promise<string> {
  await using rig = await openRig(directory);
  await ensurePlatform(rig.ports);
  await onboard(rig, NEIGHBOUR, scenario);
  if (scenario.kind !== 'onboard') {
    await onboard(rig, TENANT, scenario);
  }
  if (scenario.kind === 'resume') {
    await run(rig, await beginSuspension(rig.ports, { tenant: TENANT, pauseConsumers: true }));
  }
  return (await begin(rig.ports, scenario)).id;
}

async function onboard(rig: ProvisioningRig, tenant: TenantId, { tier }: Scenario): Promise<void> {
  await run(rig, await beginOnboarding(rig.ports, { tenant, tier }));
  const ids = Array.from({ length: 9 }, (_, index) => `${tenant}-event-${index}`);
  await rig.consumers.publish(tenant, ORDERS, ids);
  await rig.consumers.deliver(tenant, ORDERS);
  await rig.embedded.tokens.issue({ tenant, scopes: ['events:read'], expiresAt: 2 ** 42 });
}

async function run({ ports }: ProvisioningRig, { id }: Awaited<ReturnType<typeof begin>>) {
  const { state, failure } = await runOperation(ports, id);
  if (state !== 'succeeded') {
    throw new Error(`The scenario cannot be prepared: ${JSON.stringify(failure)}`);
  }
}

function begin(ports: ProvisioningPorts, { kind, tier }: Scenario) {
  switch (kind) {
    case 'onboard':
      return beginOnboarding(ports, { tenant: TENANT, tier });
    case 'suspend':
      return beginSuspension(ports, { tenant: TENANT, pauseConsumers: true });
    case 'resume':
      return beginResumption(ports, { tenant: TENANT });
    case 'erase':
      return beginErasure(ports, { tenant: TENANT, confirm: TENANT, basis: 'end of contract' });
    case 'replay':
      return beginReplay(ports, { tenant: TENANT });
  }
}
