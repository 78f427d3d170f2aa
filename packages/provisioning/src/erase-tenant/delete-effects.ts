import type { JsonObject } from '@tributary/kernel';
import { notedTopics } from '../recorded.ts';
import { removeEffects } from '../remove-effects.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';

/** What consumers made of the tenant's events, what they could not take, and what they noted about its topics. */
export const deleteEffects: SagaStep = {
  name: 'delete-effects',
  executor: 'eraser',
  retry: QUICK,
  prepare: async (context) =>
    context.operation.notes['projectionEntries'] === undefined
      ? { notes: await counted(context) }
      : {},
  run: async ({ ports, operation, tenant }) => {
    await removeEffects(ports, tenant.id);
    for (const { spec } of notedTopics(operation.notes, tenant.id)) {
      await ports.journal.removeTopic(spec.name);
    }
    return DONE;
  },
};

const PAGE = 1_000;

/** Counted before they are deleted, so that the numbers survive a crash in between. */
async function counted({ ports, tenant }: StepContext): Promise<JsonObject> {
  let entries = 0;
  for (const { name: consumer } of ports.catalogue.consumers) {
    const scope = { tenant: tenant.id, consumer };
    let page = await ports.projections.list(scope, { limit: PAGE });
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      entries += page.length;
      page = await ports.projections.list(scope, { after: last.key, limit: PAGE });
    }
  }
  const quarantined = await ports.quarantine.list(tenant.id);
  return { projectionEntries: entries, quarantinedRecords: quarantined.length };
}
