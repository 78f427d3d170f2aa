import { notedSubscriptions, noteSubscriptions } from '../recorded.ts';
import { DONE, QUICK, type SagaStep, type StepContext, type StepOutcome } from '../saga.ts';
import { rebuilt } from './replay-notes.ts';

/** Those of the tenant's own topics whose projection is made anew, unless they are paused already. */
export const pauseLive: SagaStep = {
  name: 'pause-live',
  executor: 'subscriptions',
  retry: QUICK,
  isNeeded: ({ ports, operation }) => rebuilt(ports, operation).length > 0,
  prepare: async (context) =>
    context.operation.notes['subscriptions'] === undefined
      ? { notes: noteSubscriptions(await liveOnes(context)) }
      : {},
  run: async ({ ports, operation, tenant }) => {
    for (const { group } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.pause(group);
    }
    return DONE;
  },
  undo: resume,
};

export const resumeLive: SagaStep = {
  name: 'resume-live',
  executor: 'subscriptions',
  retry: QUICK,
  isNeeded: ({ operation, tenant }) => notedSubscriptions(operation.notes, tenant.id).length > 0,
  run: resume,
};

async function liveOnes({ ports, operation, tenant }: StepContext) {
  const names = new Set<string>(rebuilt(ports, operation).map(({ name }) => name));
  const connected = await ports.subscriptions.list(tenant.id);
  return connected.filter(({ consumer, state }) => names.has(consumer) && state === 'enabled');
}

async function resume({ ports, operation, tenant }: StepContext): Promise<StepOutcome> {
  for (const { group } of notedSubscriptions(operation.notes, tenant.id)) {
    await ports.subscriptions.resume(group);
  }
  return DONE;
}
