import { createHmac, type KeyObject } from 'node:crypto';
import { type AggregateId, aggregateId } from '../topics/index.ts';

const ROUTE_BYTES = 16;

/** What stands for an aggregate on the wire: 22 characters that say nothing without the key. */
export function routeOf(routingKey: KeyObject, aggregate: AggregateId): AggregateId {
  const mac = createHmac('sha256', routingKey).update(aggregate).digest();
  return aggregateId(mac.toString('base64url', 0, ROUTE_BYTES));
}
