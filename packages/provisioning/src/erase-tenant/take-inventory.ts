import type { Subscription } from '@tributary/domain/consumption';
import type { CellId, Placement } from '@tributary/domain/placement';
import type { Tenant } from '@tributary/domain/tenancy';
import { POOL, topicName, topicPrefix } from '@tributary/domain/topics';
import type { JsonObject } from '@tributary/kernel';
import type { ProvisioningPorts } from '../ports.ts';
import {
  notedCells,
  notedPlacements,
  notedSubscriptions,
  notePlacements,
  noteSubscriptions,
} from '../recorded.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';

/**
 * Notes by exact name what there is of the tenant, before anything is deleted: from its placements, from what its onboardings
 * noted, also the ones that failed, and from what stands under its name on its cells.
 */
export const takeInventory: SagaStep = {
  name: 'take-inventory',
  executor: 'eraser',
  retry: QUICK,
  prepare: async (context) =>
    context.operation.notes['placements'] === undefined ? { notes: await inventory(context) } : {},
  run: async () => DONE,
};

async function inventory({ ports, tenant }: StepContext): Promise<JsonObject> {
  const operations = await ports.registry.operationsOf(tenant.id);
  const noted = operations.filter(({ kind }) => kind === 'onboard').map(({ notes }) => notes);
  const placements = distinct(
    [...tenant.placements, ...noted.flatMap((notes) => notedPlacements(notes, tenant.id))],
    ({ stream, cell, epoch }) => `${stream}/${cell}/${epoch}`,
  );
  const connected = await ports.subscriptions.list(tenant.id);
  const subscriptions = [
    ...connected,
    ...noted.flatMap((notes) => notedSubscriptions(notes, tenant.id)),
  ];
  const cells = new Set([
    ...noted.flatMap((notes) => notedCells(notes, 'cells')),
    ...placements.filter(({ model }) => model !== 'pool').map(({ cell }) => cell),
  ]);
  const silos = new Set(placements.filter(({ model }) => model === 'silo').map(({ cell }) => cell));
  const reachable = await reachableCells(ports, [...cells], silos);
  return {
    ...notePlacements(placements),
    ...noteSubscriptions(
      connected.map(({ state, ...each }) => ({ ...each, paused: state === 'paused' })),
    ),
    cells: [...cells],
    silos: [...silos],
    ...(await topicsOf(ports, placements, reachable)),
    ...(await groupsOf(ports, tenant, subscriptions, reachable)),
    ...(await poolsOf(ports, placements)),
    ...(await identityOf(ports, tenant)),
  };
}

/** The silo of an onboarding that failed is gone. */
async function reachableCells(
  { clusters }: ProvisioningPorts,
  cells: readonly CellId[],
  silos: ReadonlySet<CellId>,
): Promise<ReadonlySet<CellId>> {
  const states = await Promise.all(
    cells.map(async (cell) => (silos.has(cell) ? clusters.state(cell) : 'active')),
  );
  return new Set(cells.filter((_, index) => states[index] === 'active'));
}

async function topicsOf(
  { sessions }: ProvisioningPorts,
  placements: readonly Placement[],
  reachable: ReadonlySet<CellId>,
): Promise<JsonObject> {
  const own = placements.filter(({ model, cell }) => model !== 'pool' && reachable.has(cell));
  const topics = own.map(async ({ cell, stream, tenant }) => {
    const { topics: admin, log } = sessions.session(cell, { kind: 'eraser' });
    const spec = await admin.describe(topicName(tenant, stream));
    if (spec === undefined) {
      return [];
    }
    const offsets = await log.offsets(spec.name);
    const records = offsets.reduce((sum, { earliest, end }) => sum + end - earliest, 0);
    const { partitions, retentionMs, maxRecordBytes } = spec;
    return [{ cell, stream, partitions, retentionMs, maxRecordBytes, records }];
  });
  return { topics: (await Promise.all(topics)).flat() };
}

/** Besides the groups of the subscriptions those that the tenant's own identity has made: nobody else can, under its name. */
async function groupsOf(
  { sessions }: ProvisioningPorts,
  tenant: Tenant,
  subscriptions: readonly Subscription[],
  reachable: ReadonlySet<CellId>,
): Promise<JsonObject> {
  const found = await Promise.all(
    [...reachable].map(async (cell) => {
      const groups = await sessions.session(cell, { kind: 'eraser' }).groups.list();
      return groups
        .filter((group) => group.startsWith(topicPrefix(tenant.id)))
        .map((group) => ({ cell, group }));
    }),
  );
  const ofSubscriptions = subscriptions
    .filter(({ cell }) => reachable.has(cell))
    .map(({ cell, group }) => ({ cell, group }));
  return {
    groups: distinct(
      [...ofSubscriptions, ...found.flat()],
      ({ cell, group }) => `${cell}/${group}`,
    ),
  };
}

async function poolsOf(
  { sessions }: ProvisioningPorts,
  placements: readonly Placement[],
): Promise<JsonObject> {
  const pools = placements
    .filter(({ model }) => model === 'pool')
    .map(async ({ cell, stream }) => {
      const { topics } = sessions.session(cell, { kind: 'eraser' });
      const spec = await topics.describe(topicName(POOL, stream));
      return spec === undefined ? [] : [{ cell, stream, retentionMs: spec.retentionMs }];
    });
  return { pools: (await Promise.all(pools)).flat() };
}

async function identityOf(
  { vault, access }: ProvisioningPorts,
  tenant: Tenant,
): Promise<JsonObject> {
  const keys = await vault.status(tenant.id);
  const role = await access.find(tenant.id);
  return {
    keyVersions: keys.kind === 'present' ? keys.versions : [],
    policies: role?.policies.length ?? 0,
  };
}

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
}
