import { KeysShredded } from '@tributary/domain/keys';
import type { TenantId } from '@tributary/domain/tenancy';
import { topicPrefix } from '@tributary/domain/topics';
import type { JsonObject } from '@tributary/kernel';
import type { ProvisioningPorts } from '../ports.ts';
import { strayRecords } from '../remove-effects.ts';
import { remainingCells, silos } from './inventory.ts';

/** One look at one place where something of the tenant could be. `residue` names what is there. */
export type Finding = {
  readonly test: string;
  readonly outcome: string;
  readonly residue: readonly string[];
};

/** Looks everywhere; changes nothing. */
export async function examine(
  ports: ProvisioningPorts,
  tenant: TenantId,
  notes: JsonObject,
): Promise<readonly Finding[]> {
  const onCells = remainingCells(notes).map((cell) => examineCell(ports, tenant, cell));
  const clusters = silos(notes).map((cell) => examineSilo(ports, cell));
  const others = [
    examineKeys(ports, tenant),
    examineAccess(ports, tenant),
    examineSubscriptions(ports, tenant),
    examineProjections(ports, tenant),
    examineQuarantine(ports, tenant),
  ];
  return (await Promise.all([...onCells, ...clusters, ...others])).flat();
}

function finding(test: string, residue: readonly string[], clean = 'none'): Finding {
  return { test, outcome: residue.length === 0 ? clean : `${residue.length} found`, residue };
}

type CellOf = ReturnType<typeof remainingCells>[number];

async function examineCell(
  { sessions }: ProvisioningPorts,
  tenant: TenantId,
  cell: CellOf,
): Promise<readonly Finding[]> {
  const { topics, groups } = sessions.session(cell, { kind: 'eraser' });
  const own = (name: string): boolean => name.startsWith(topicPrefix(tenant));
  const topicNames = (await topics.list()).filter(own);
  const groupNames = (await groups.list()).filter(own);
  return [
    finding(
      `topics ${topicPrefix(tenant)}* on ${cell}`,
      topicNames.map((name) => `topic ${name}`),
    ),
    finding(
      `groups ${topicPrefix(tenant)}* on ${cell}`,
      groupNames.map((name) => `group ${name}`),
    ),
  ];
}

async function examineSilo(
  { clusters, cells }: ProvisioningPorts,
  cell: CellOf,
): Promise<readonly Finding[]> {
  const state = await clusters.state(cell);
  const isListed = (await cells.list()).some(({ id }) => id === cell);
  const left = state === 'absent' && !isListed ? [] : [`cluster ${cell}`];
  return [finding(`cluster ${cell}`, left, 'absent')];
}

async function examineKeys(
  { vault }: ProvisioningPorts,
  tenant: TenantId,
): Promise<readonly Finding[]> {
  const test = 'fetch the current key';
  try {
    const { material } = await vault.branchKey(tenant, 'current');
    material.fill(0);
    return [finding(test, ['a key'])];
  } catch (error) {
    if (error instanceof KeysShredded) {
      return [finding(test, [], error.code)];
    }
    throw error;
  }
}

async function examineAccess(
  { access }: ProvisioningPorts,
  tenant: TenantId,
): Promise<readonly Finding[]> {
  const role = await access.find(tenant);
  return [finding('role of the tenant', role === undefined ? [] : ['a role'])];
}

async function examineSubscriptions(
  { subscriptions }: ProvisioningPorts,
  tenant: TenantId,
): Promise<readonly Finding[]> {
  const left = await subscriptions.list(tenant);
  return [
    finding(
      'subscriptions',
      left.map(({ group }) => `subscription ${group}`),
    ),
  ];
}

async function examineProjections(
  { projections, catalogue }: ProvisioningPorts,
  tenant: TenantId,
): Promise<readonly Finding[]> {
  const left = await Promise.all(
    catalogue.consumers.map(async ({ name: consumer }) => {
      const entries = await projections.list({ tenant, consumer }, { limit: 1 });
      return entries.length === 0 ? [] : [`projection of ${consumer}`];
    }),
  );
  return [finding('projections', left.flat())];
}

async function examineQuarantine(
  ports: ProvisioningPorts,
  tenant: TenantId,
): Promise<readonly Finding[]> {
  const left = [...(await ports.quarantine.list(tenant)), ...(await strayRecords(ports, tenant))];
  return [finding('quarantined records', left.length === 0 ? [] : ['quarantined records'])];
}
