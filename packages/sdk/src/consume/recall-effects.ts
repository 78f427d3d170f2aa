import type { TenantId } from '@tributary/domain/tenancy';
import type { Batch } from './batch.ts';
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
      return [tenant, await projections.marked(scope, run, eventIds, clock.now())] as const;
    });
    return { done: new Map(await Promise.all(asked)) };
  });
}

function eventIdsOf(items: Batch['items']): ReadonlyMap<TenantId, readonly string[]> {
  const eventIds = new Map<TenantId, string[]>();
  for (const { identification } of items) {
    if (identification.kind === 'identified') {
      const { tenant, headers } = identification;
      const known = eventIds.get(tenant);
      if (known === undefined) {
        eventIds.set(tenant, [headers.id]);
      } else {
        known.push(headers.id);
      }
    }
  }
  return eventIds;
}
