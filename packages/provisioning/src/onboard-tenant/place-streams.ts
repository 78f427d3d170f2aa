import {
  CellFull,
  type CellId,
  consumersOf,
  type Demand,
  offerOf,
  type Placement,
  placeTenant,
  type Tier,
  tierOf,
} from '@tributary/domain/placement';
import { groupName, topicName } from '@tributary/domain/topics';
import { PlacementRaced } from '../errors.ts';
import type { ProvisioningPorts } from '../ports.ts';
import {
  notedCells,
  notedPlacements,
  notedSubscriptions,
  notedTopics,
  notePlacements,
  noteSubscriptions,
  noteTopics,
  type OwnTopic,
} from '../recorded.ts';
import { DONE, type SagaStep, type StepChange, type StepContext } from '../saga.ts';

/**
 * Decides where each stream of the tier goes and books the room. Which topics, groups and cells there will be is noted here, before
 * any of them is made. Another tenant may take the room in between: then it decides again.
 */
export const placeStreams: SagaStep = {
  name: 'place-streams',
  executor: 'cells',
  retry: { maxAttempts: 10, intervalMs: 200, backoffRate: 1.5 },
  prepare: async (context) => (isPlaced(context) ? {} : plan(context)),
  run: async (context) => {
    await bookRoom(context);
    return DONE;
  },
  undo: async ({ ports, operation, tenant }) => {
    for (const cell of notedCells(operation.notes, 'cells')) {
      await ports.cells.release(cell, tenant.id);
    }
    for (const cell of siloCells(notedPlacements(operation.notes, tenant.id))) {
      await ports.cells.remove(cell);
    }
    return DONE;
  },
};

/** A crash keeps the plan, for it may be booked already; a refusal does not. */
function isPlaced({ operation }: StepContext): boolean {
  const record = operation.steps.find(({ name }) => name === placeStreams.name);
  return operation.notes['placements'] !== undefined && record?.outcome !== 'failed';
}

async function plan({ ports, operation, tenant }: StepContext): Promise<StepChange> {
  const { catalogue } = ports;
  const tier = tierOf(catalogue, tenant.tier);
  const cells = await ports.cells.list();
  const planned = placeTenant({ tenant: tenant.id, tier, catalogue, cells });
  const placements = planned.map(({ placement }) => placement);
  const own = placements.filter(({ model }) => model !== 'pool');
  const tried = new Set([...notedCells(operation.notes, 'cells'), ...own.map(({ cell }) => cell)]);
  return {
    notes: {
      cells: [...tried],
      ...notePlacements(placements),
      ...noteTopics(own.map((placement) => ownTopic(placement, tier))),
      ...noteSubscriptions(own.flatMap((placement) => subscriptionsOf(ports, placement))),
    },
    tenant: { placements },
  };
}

function ownTopic({ tenant, stream, cell }: Placement, tier: Tier): OwnTopic {
  const { partitions, retentionMs, maxEventBytes } = offerOf(tier, stream);
  const name = topicName(tenant, stream);
  return { cell, stream, spec: { name, partitions, retentionMs, maxRecordBytes: maxEventBytes } };
}

function subscriptionsOf({ catalogue }: ProvisioningPorts, placement: Placement) {
  const { tenant: owner, stream, cell, epoch } = placement;
  return consumersOf(catalogue, stream).map(({ name: consumer }) => ({
    group: groupName({ owner, stream, consumer, epoch }),
    topic: topicName(owner, stream),
    cell,
    owner,
    stream,
    consumer,
    epoch,
  }));
}

async function bookRoom({ ports, operation, tenant }: StepContext): Promise<void> {
  const { notes } = operation;
  for (const id of siloCells(notedPlacements(notes, tenant.id))) {
    await ports.cells.add({ id, kind: 'silo', profile: ports.cellPlan.siloProfile });
  }
  const demands = demandByCell(operation.notes, tenant.id);
  for (const [cell, demand] of demands) {
    await claim(ports, { cell, demand, tenant: tenant.id });
  }
  for (const cell of notedCells(notes, 'cells').filter((tried) => !demands.has(tried))) {
    await ports.cells.release(cell, tenant.id);
  }
}

async function claim(
  { cells }: ProvisioningPorts,
  { cell, demand, tenant }: Pick<Placement, 'cell' | 'tenant'> & { readonly demand: Demand },
): Promise<void> {
  try {
    await cells.claim(cell, tenant, demand);
  } catch (error) {
    throw error instanceof CellFull ? new PlacementRaced({ tenant }, { cause: error }) : error;
  }
}

/** As noted, not as the catalogue says by now. */
function demandByCell(
  notes: StepContext['operation']['notes'],
  tenant: Placement['tenant'],
): ReadonlyMap<CellId, Demand> {
  const demands = new Map<CellId, Demand>();
  const add = (cell: CellId, more: Demand): void => {
    const { partitions, groups } = demands.get(cell) ?? { partitions: 0, groups: 0 };
    demands.set(cell, {
      partitions: partitions + more.partitions,
      groups: groups + more.groups,
    });
  };
  for (const { cell, spec } of notedTopics(notes, tenant)) {
    add(cell, { partitions: spec.partitions, groups: 0 });
  }
  for (const { cell } of notedSubscriptions(notes, tenant)) {
    add(cell, { partitions: 0, groups: 1 });
  }
  return demands;
}

function siloCells(placements: readonly Placement[]): readonly CellId[] {
  return [...new Set(placements.filter(({ model }) => model === 'silo').map(({ cell }) => cell))];
}
