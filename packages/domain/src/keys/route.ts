import { createHmac, type KeyObject } from 'node:crypto';
import { type AggregateId, aggregateId } from '../topics/index.ts';

const ROUTE_CHARACTERS = 22;

/** What stands for an aggregate on the wire: 132 bits in base64url, which say nothing without the key. */
export function routeOf(routingKey: KeyObject, aggregate: AggregateId): AggregateId {
  const mac = createHmac('sha256', routingKey).update(aggregate).digest('base64url');
  return aggregateId(mac.slice(0, ROUTE_CHARACTERS));
}
