import { consumersOf } from '@tributary/domain/placement';
import { topicName } from '@tributary/domain/topics';
import type { JsonObject } from '@tributary/kernel';
import { notedSubscriptions, noteSubscriptions } from '../recorded.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';

/** Stops the deliveries from the tenant's own topics. Consumers of the pool are everybody's, and go on. */
export const pauseConsumers: SagaStep = {
  name: 'pause-consumers',
  executor: 'subscriptions',
  retry: QUICK,
  isNeeded: ({ operation }) => operation.input['pauseConsumers'] === true,
  prepare: async (context) => {
    if (context.operation.notes['subscriptions'] !== undefined) {
      return {};
    }
    const subscriptions = await context.ports.subscriptions.list(context.tenant.id);
    return {
      notes: { ...noteSubscriptions(subscriptions), warnings: await warningsOf(context) },
    };
  },
  run: async ({ ports, operation, tenant }) => {
    for (const { group } of notedSubscriptions(operation.notes, tenant.id)) {
      await ports.subscriptions.pause(group);
    }
    return DONE;
  },
};

type Warning = JsonObject & { readonly code: string; readonly message: string };

async function warningsOf(context: StepContext): Promise<readonly Warning[]> {
  const own = context.tenant.placements.filter(({ model }) => model !== 'pool');
  const pooled = context.tenant.placements.filter(({ model }) => model === 'pool');
  const lossy = await Promise.all(own.map((placement) => lossOf(context, placement)));
  return [
    ...lossy.flat(),
    ...pooled.map(({ stream }) => ({
      code: 'suspension.consumer-shared',
      message: `Consumers of "${stream}" are shared with the pool and go on`,
      stream,
    })),
  ];
}

async function lossOf(
  { ports }: StepContext,
  { cell, stream, tenant }: StepContext['tenant']['placements'][number],
): Promise<readonly Warning[]> {
  const topic = topicName(tenant, stream);
  const spec = await ports.sessions.session(cell, { kind: 'provisioner' }).topics.describe(topic);
  if (spec === undefined || consumersOf(ports.catalogue, stream).length === 0) {
    return [];
  }
  const from = new Date(ports.clock.now() + spec.retentionMs).toISOString();
  return [
    {
      code: 'suspension.retention-loses-records',
      message: `Records of ${topic} that nobody has read begin to be lost at ${from}; resume before`,
      stream,
      from,
    },
  ];
}
