import type { TenantId } from '@tributary/domain/tenancy';
import { type Batch, effectKey } from './batch.ts';
import { type BatchMiddleware, learning } from './batch-middleware.ts';
import type { Consumer } from './consumer.ts';
import type { ConsumerPorts } from './consumer-ports.ts';

/** Asks, for all tenants side by side, which events have had their effect. */
export function recallEffects(
  consumer: Consumer,
  { projections, clock }: Pick<ConsumerPorts, 'projections' | 'clock'>,
): BatchMiddleware {
  return learning('deduplicate', async ({ items, run }) => {
    const asked = [...eventIdsOf(items)].map(async ([tenant, eventIds]) => {
      const scope = { tenant, consumer: consumer.name };
      const found = await projections.marked(scope, run, eventIds, clock.now());
      return [...found].map((eventId) => effectKey(tenant, eventId));
    });
    return { done: new Set((await Promise.all(asked)).flat()) };
  });
}

function eventIdsOf(items: Batch['items']): ReadonlyMap<TenantId, readonly string[]> {
  const eventIds = new Map<TenantId, string[]>();
  for (const { identification } of items) {
    if (identification.kind === 'identified') {
      const { tenant, headers } = identification;
      const known = eventIds.get(tenant) ?? [];
      known.push(headers.id);
      eventIds.set(tenant, known);
    }
  }
  return eventIds;
}
