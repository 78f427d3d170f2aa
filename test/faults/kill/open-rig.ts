import type { Subscriptions } from '@tributary/domain/consumption';
import { TenantStateRefused } from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from '@tributary/provisioning';
import { ProvisioningRig } from '@tributary/provisioning/testing';
import { FileClock } from './file-clock.ts';
import type { Obstacle, Scenario } from './scenario.ts';

export function openRig(directory: string): Promise<ProvisioningRig> {
  return ProvisioningRig.open(`${directory}/state`, new FileClock(`${directory}/clock`));
}

/** The ports of the rig, with the obstacle of the scenario: the call does its work, and is refused all the same. */
export function portsOf({ ports }: ProvisioningRig, { obstacle }: Scenario): ProvisioningPorts {
  return obstacle === undefined ? ports : obstructed(ports, obstacle);
}

function obstructed(ports: ProvisioningPorts, obstacle: Obstacle): ProvisioningPorts {
  const { invoker, readiness, subscriptions } = ports;
  switch (obstacle) {
    case 'probe':
      return { ...ports, readiness: { probe: refusing(readiness.probe.bind(readiness)) } };
    case 'invoke':
      return { ...ports, invoker: { invoke: refusing(invoker.invoke.bind(invoker)) } };
    case 'resume':
    case 'disconnect': {
      const refused = refusing(subscriptions[obstacle].bind(subscriptions));
      return { ...ports, subscriptions: { ...callsOf(subscriptions), [obstacle]: refused } };
    }
  }
}

function callsOf(subscriptions: Subscriptions): Subscriptions {
  return {
    connect: (subscription) => subscriptions.connect(subscription),
    pause: (group) => subscriptions.pause(group),
    resume: (group) => subscriptions.resume(group),
    disconnect: (group) => subscriptions.disconnect(group),
    list: (owner) => subscriptions.list(owner),
  };
}

function refusing<Parameters extends readonly unknown[]>(
  call: (...parameters: Parameters) => Promise<unknown>,
): (...parameters: Parameters) => Promise<never> {
  return async (...parameters) => {
    await call(...parameters);
    throw new TenantStateRefused({ tenant: 'acme', state: 'obstructed', asked: 'changed' });
  };
}
