import { type CellId, demandOfPools, NoSharedCell } from '@tributary/domain/placement';
import { CANARY_TENANT } from '@tributary/domain/tenancy';
import {
  CONTROL_TOPIC,
  groupName,
  POOL,
  type TopicSpec,
  topicName,
} from '@tributary/domain/topics';
import { DAY_MS, KIB } from '@tributary/kernel';
import { canaryTopics, sharedCells } from './canary.ts';
import { createTopics } from './own-topics.ts';
import type { ProvisioningPorts } from './ports.ts';

const CONTROL: TopicSpec = {
  name: CONTROL_TOPIC,
  partitions: 1,
  retentionMs: 30 * DAY_MS,
  maxRecordBytes: 64 * KIB,
};

/**
 * What stands before the first tenant: the shared cells, on each of them the pool topics with their consumers and the topics of
 * the canary tenant, and `platform.control` on the first. What there is stays as it is; twice equals once.
 *
 * @throws {NoSharedCell}
 * @throws {CellFull} a cell has no room for what the platform itself needs.
 * @throws {TopicShapeDiffers} the catalogue asks for a pool topic that is there with another shape.
 */
export async function ensurePlatform(ports: ProvisioningPorts): Promise<void> {
  for (const { id, profile } of ports.cellPlan.shared) {
    await ports.cells.add({ id, kind: 'shared', profile });
  }
  const cells = await sharedCells(ports);
  if (cells.length === 0) {
    throw new NoSharedCell();
  }
  for (const [index, cell] of cells.entries()) {
    const topics = [
      ...poolTopics(ports),
      ...canaryTopics(ports),
      ...(index === 0 ? [CONTROL] : []),
    ];
    await bookRoom(ports, cell, topics);
    await ensureTopics(ports, cell, topics);
    await connectPools(ports, cell);
  }
}

/** The platform's own share of a cell is booked for its canary. */
async function bookRoom(
  { cells, catalogue }: ProvisioningPorts,
  cell: CellId,
  topics: readonly TopicSpec[],
): Promise<void> {
  const partitions = topics.reduce((sum, topic) => sum + topic.partitions, 0);
  const { groups } = demandOfPools(catalogue);
  await cells.claim(cell, CANARY_TENANT, { partitions, groups });
}

async function ensureTopics(
  ports: ProvisioningPorts,
  cell: CellId,
  topics: readonly TopicSpec[],
): Promise<void> {
  const placed = topics.map((spec) => ({ cell, spec }));
  let outcome = await createTopics(ports, placed);
  while (outcome.kind === 'wait') {
    await ports.clock.sleep(outcome.until - ports.clock.now());
    outcome = await createTopics(ports, placed);
  }
}

/** A group names a subscription on all cells together, so each cell's has an epoch of its own. */
async function connectPools(
  { catalogue, subscriptions }: ProvisioningPorts,
  cell: CellId,
): Promise<void> {
  const connected = await subscriptions.list(POOL);
  for (const { name: consumer, stream } of catalogue.consumers) {
    const same = connected.filter((each) => each.consumer === consumer);
    if (catalogue.pools.has(stream) && !same.some((each) => each.cell === cell)) {
      const epoch = Math.max(0, ...same.map((each) => each.epoch)) + 1;
      const group = groupName({ owner: POOL, stream, consumer, epoch });
      const topic = topicName(POOL, stream);
      await subscriptions.connect({ group, cell, topic, owner: POOL, stream, consumer, epoch });
    }
  }
}

function poolTopics({ catalogue }: ProvisioningPorts): readonly TopicSpec[] {
  return [...catalogue.pools.values()].map(
    ({ stream, partitions, retentionMs, maxEventBytes }) => ({
      name: topicName(POOL, stream),
      partitions,
      retentionMs,
      maxRecordBytes: maxEventBytes,
    }),
  );
}
