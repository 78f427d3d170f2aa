import type { TenantId } from '@tributary/domain/tenancy';
import type { Batch } from './batch.ts';
import { type BatchMiddleware, learning } from './batch-middleware.ts';
import type { Consumer } from './consumer.ts';
import type { ConsumerPorts } from './consumer-ports.ts';

/** Asks, for all tenants side by side, which aggregates have a record in quarantine. */
export function recallQuarantine(
  consumer: Consumer,
  { quarantine }: Pick<ConsumerPorts, 'quarantine'>,
): BatchMiddleware {
  return learning('recall-quarantine', async ({ items }) => {
    const asked = [...keysOf(items)].map(([tenant, keys]) =>
      quarantine.blocked(tenant, consumer.name, [...keys]),
    );
    return { blocked: new Set((await Promise.all(asked)).flatMap((keys) => [...keys])) };
  });
}

function keysOf(items: Batch['items']): ReadonlyMap<TenantId, ReadonlySet<string>> {
  const keys = new Map<TenantId, Set<string>>();
  for (const { tenant, key } of items) {
    const known = tenant === undefined ? undefined : keys.get(tenant);
    if (known !== undefined) {
      known.add(key);
    } else if (tenant !== undefined) {
      keys.set(tenant, new Set([key]));
    }
  }
  return keys;
}
