import { publishControlEvent } from '../publish-control-event.ts';
import { notedSubscriptions, noteSubscriptions } from '../recorded.ts';
import { DONE, ONCE_MORE, QUICK, type Saga, type SagaStep } from '../saga.ts';

const resumeConsumers: SagaStep = {
  name: 'resume-consumers',
  executor: 'subscriptions',
  retry: QUICK,
  prepare: async ({ ports, operation, tenant }) => {
    if (operation.notes['subscriptions'] !== undefined) {
      return {};
    }
    const subscriptions = await ports.subscriptions.list(tenant.id);
    return { notes: noteSubscriptions(subscriptions.filter(({ state }) => state === 'paused')) };
  },
  run: async ({ ports, operation, tenant }) => {
    for (const { group } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.resume(group);
    }
    return DONE;
  },
  undo: async ({ ports, operation, tenant }) => {
    for (const { group } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.pause(group);
    }
    return DONE;
  },
};

const resume: SagaStep = {
  name: 'resume',
  executor: 'registry',
  retry: ONCE_MORE,
  run: async () => ({ kind: 'done', tenant: { state: 'active' } }),
};

export const resumeTenant: Saga = {
  name: 'resume',
  pivot: resume.name,
  steps: [
    resumeConsumers,
    resume,
    publishControlEvent('publish-resumed', 'TenantResumed', () => ({})),
  ],
};
