import type { CellId } from '@tributary/domain/placement';
import {
  GroupUnknown,
  type TopicAdmin,
  TopicExists,
  type TopicSpec,
  TopicUnknown,
} from '@tributary/domain/topics';
import { canonicalJson } from '@tributary/kernel';
import { TopicShapeDiffers } from './errors.ts';
import type { ProvisioningPorts } from './ports.ts';
import { DONE, type StepOutcome } from './saga.ts';

/** A topic on a cell, with or without an owner. */
export type PlacedTopic = { readonly cell: CellId; readonly spec: TopicSpec };

/**
 * Creates those that are missing, within the cell's budget of partition changes; asks to wait when that is spent.
 *
 * @throws {TopicShapeDiffers} the name is taken by a topic that is not as asked for.
 */
export async function createTopics(
  ports: ProvisioningPorts,
  topics: readonly PlacedTopic[],
): Promise<StepOutcome> {
  for (const { cell, spec } of topics) {
    const admin = ports.sessions.session(cell, { kind: 'provisioner' }).topics;
    if (await isThere(admin, { cell, spec })) {
      continue;
    }
    const { waitMs } = await ports.cells.meter(cell, spec.partitions);
    if (waitMs > 0) {
      return { kind: 'wait', until: ports.clock.now() + waitMs };
    }
    await create(admin, { cell, spec });
  }
  return DONE;
}

async function isThere(admin: TopicAdmin, { cell, spec }: PlacedTopic): Promise<boolean> {
  const found = await admin.describe(spec.name);
  if (found !== undefined && canonicalJson(found) !== canonicalJson(spec)) {
    throw new TopicShapeDiffers({ topic: spec.name, cell });
  }
  return found !== undefined;
}

/** A cluster that did not answer the first time may have created it nevertheless. */
async function create(admin: TopicAdmin, topic: PlacedTopic): Promise<void> {
  try {
    await admin.create(topic.spec);
  } catch (error) {
    if (!(error instanceof TopicExists && (await isThere(admin, topic)))) {
      throw error;
    }
  }
}

/** Deletes exactly these, within the cell's budget of partition changes; asks to wait when that is spent. */
export async function deleteTopics(
  ports: ProvisioningPorts,
  topics: readonly PlacedTopic[],
): Promise<StepOutcome> {
  for (const { cell, spec } of topics) {
    const admin = ports.sessions.session(cell, { kind: 'eraser' }).topics;
    if ((await admin.describe(spec.name)) === undefined) {
      continue;
    }
    const { waitMs } = await ports.cells.meter(cell, spec.partitions);
    if (waitMs > 0) {
      return { kind: 'wait', until: ports.clock.now() + waitMs };
    }
    await unlessGone(() => admin.remove(spec.name));
  }
  return DONE;
}

/** Deletes those of exactly these groups that are there, with their offsets. */
export async function deleteGroups(
  ports: ProvisioningPorts,
  wanted: readonly { readonly cell: CellId; readonly group: string }[],
): Promise<void> {
  for (const cell of new Set(wanted.map((each) => each.cell))) {
    const names = new Set(wanted.filter((each) => each.cell === cell).map(({ group }) => group));
    const { groups } = ports.sessions.session(cell, { kind: 'eraser' });
    for (const group of (await groups.list()).filter((each) => names.has(each))) {
      await unlessGone(() => groups.remove(group));
    }
  }
}

async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof TopicUnknown || error instanceof GroupUnknown)) {
      throw error;
    }
  }
}
