import { type ConsumerDefinition, consumerName } from '@tributary/domain/placement';
import { SECOND_MS } from '@tributary/kernel';
import { analytics } from './streams/analytics.ts';
import { orders } from './streams/orders.ts';

const BATCH = { batchSize: 100, batchWindowMs: 100, timeoutMs: 30 * SECOND_MS };

/** What the platform runs, by the stream that it reads. */
export const consumers: readonly ConsumerDefinition[] = [
  { name: consumerName('activity-tally'), stream: analytics.name, replay: 'rebuild', ...BATCH },
  { name: consumerName('order-notices'), stream: orders.name, replay: 'refuse', ...BATCH },
];
