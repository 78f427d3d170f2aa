import { HOUR_MS } from '@tributary/kernel';
import { type Catalogue, catalogue, type StreamOffer, tierName } from '../../placement/index.ts';
import { streamName } from '../../topics/index.ts';
import { isObject } from '../is-object.ts';
import type { EventTypeDefinition, Validation } from '../stream.ts';

export const ORDERS = streamName('orders');
export const RETURNS = streamName('returns');
/** Of the platform, but of no tier but the silo. */
export const AUDITS = streamName('audits');

export const POOLED = tierName('pooled');
export const BRIDGED = tierName('bridged');
export const SILOED = tierName('siloed');

export const MAX_EVENT_BYTES = 4_000;

const TERMS = { partitions: 3, retentionMs: HOUR_MS, maxEventBytes: MAX_EVENT_BYTES };

/** Two streams in a pool (sealed), in a bridge (plain) and in a silo (sealed), and data that must have a `total`. */
export const SHOP: Catalogue = catalogue({
  streams: [ORDERS, RETURNS, AUDITS].map((name) => ({
    name,
    description: name,
    dataClass: 'personal',
    eventTypes: [eventType('OrderPlaced', 1), eventType('OrderCancelled', 3)],
    onPoison: 'park',
  })),
  pools: [
    { stream: ORDERS, ...TERMS },
    { stream: RETURNS, ...TERMS },
  ],
  tiers: [
    tier(POOLED, [
      { stream: ORDERS, model: 'pool', encryption: 'envelope', ...TERMS },
      { stream: RETURNS, model: 'pool', encryption: 'envelope', ...TERMS },
    ]),
    tier(BRIDGED, [
      { stream: ORDERS, model: 'bridge', encryption: 'none', ...TERMS },
      { stream: RETURNS, model: 'bridge', encryption: 'envelope', ...TERMS },
    ]),
    tier(SILOED, [
      { stream: ORDERS, model: 'silo', encryption: 'envelope', ...TERMS },
      { stream: AUDITS, model: 'silo', encryption: 'envelope', ...TERMS },
    ]),
  ],
  consumers: [],
});

function tier(
  name: typeof POOLED,
  streams: readonly StreamOffer[],
): Parameters<typeof catalogue>[0]['tiers'][number] {
  return { name, description: name, streams, eventsPerSecond: 100, burst: 500 };
}

function eventType(name: string, version: number): EventTypeDefinition {
  return { name, version, jsonSchema: {}, validate: validateTotal };
}

function validateTotal(data: unknown): Validation {
  return isObject(data) && typeof data['total'] === 'number'
    ? { kind: 'valid', data: JSON.parse(JSON.stringify(data)) }
    : { kind: 'invalid', issues: [{ path: '/total', message: 'is not a number' }] };
}
