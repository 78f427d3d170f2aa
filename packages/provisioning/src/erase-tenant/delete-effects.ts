import type { JsonObject } from '@tributary/kernel';
import { notedTopics, numberIn } from '../recorded.ts';
import { removeEffects, strayRecords } from '../remove-effects.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';
import { pools } from './inventory.ts';

/**
 * What consumers made of the tenant's events, what they could not take, and what they noted about its topics. The consumers of a
 * pool cannot be stopped for one tenant: they are waited for until they have seen that its keys are gone.
 */
export const deleteEffects: SagaStep = {
  name: 'delete-effects',
  executor: 'eraser',
  retry: QUICK,
  prepare: async (context) =>
    context.operation.notes['projectionEntries'] === undefined
      ? { notes: await counted(context) }
      : {},
  run: async ({ ports, operation, tenant }) => {
    const { clock, erasureBounds } = ports;
    const until = numberIn(operation.notes, 'keysDestroyedAt') + erasureBounds.lastEffectMs;
    if (pools(operation.notes).length > 0 && clock.now() < until) {
      return { kind: 'wait', until };
    }
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
  const strays = await strayRecords(ports, tenant.id);
  return { projectionEntries: entries, quarantinedRecords: quarantined.length + strays.length };
}
