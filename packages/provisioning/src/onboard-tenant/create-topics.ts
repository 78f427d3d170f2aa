import { TopicExists } from '@tributary/domain/topics';
import { createTopics as create, deleteGroups, deleteTopics } from '../own-topics.ts';
import { notedSubscriptions, notedTopics } from '../recorded.ts';
import { attemptsOf, QUICK, type SagaStep, type StepContext } from '../saga.ts';

/**
 * The topics of the tenant's own; those of the pool are there. What bears their name before the first attempt is not ours, and is
 * neither used nor deleted. Undone, the groups that came to be on them go too.
 */
export const createTopics: SagaStep = {
  name: 'create-topics',
  executor: 'topics',
  undoExecutor: 'eraser',
  retry: QUICK,
  isNeeded: ({ operation, tenant }) => notedTopics(operation.notes, tenant.id).length > 0,
  prepare: async (context) => {
    await (attemptsOf(context.operation, createTopics.name) === 0
      ? assertFree(context)
      : undefined);
    return {};
  },
  run: ({ ports, operation, tenant }) => create(ports, notedTopics(operation.notes, tenant.id)),
  undo: async ({ ports, operation, tenant }) => {
    await deleteGroups(ports, notedSubscriptions(operation.notes, tenant.id));
    return deleteTopics(ports, notedTopics(operation.notes, tenant.id));
  },
};

/** @throws {TopicExists} */
async function assertFree({ ports, operation, tenant }: StepContext): Promise<void> {
  for (const { cell, spec } of notedTopics(operation.notes, tenant.id)) {
    const { topics } = ports.sessions.session(cell, { kind: 'provisioner' });
    if ((await topics.describe(spec.name)) !== undefined) {
      throw new TopicExists(spec.name);
    }
  }
}
