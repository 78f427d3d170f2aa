import {
  type IsolationModel,
  MAX_EVENT_BYTES,
  type PoolTopic,
  type StreamDraft,
  type StreamOffer,
  type TierDraft,
  tierName,
} from '@tributary/domain/placement';
import { DAY_MS, MIB } from '@tributary/kernel';
import { analytics } from './streams/analytics.ts';
import { identity } from './streams/identity.ts';
import { notifications } from './streams/notifications.ts';
import { orders } from './streams/orders.ts';
import { subscriptions } from './streams/subscriptions.ts';
import { tenants } from './streams/tenants.ts';
import { users } from './streams/users.ts';

/** Most events by far. */
const BUSY: readonly StreamDraft[] = [analytics, orders];

const QUIET: readonly StreamDraft[] = [identity, notifications, subscriptions, tenants, users];

const POOL_TERMS = { retentionMs: 7 * DAY_MS, maxEventBytes: MIB };
const BRIDGE_TERMS = { retentionMs: 14 * DAY_MS, maxEventBytes: 2 * MIB };
const SILO_TERMS = { retentionMs: 30 * DAY_MS, maxEventBytes: MAX_EVENT_BYTES };

const BUSY_POOLS = BUSY.map((stream) => poolTopic(stream, 12));
const QUIET_POOLS = QUIET.map((stream) => poolTopic(stream, 6));

export const pools: readonly PoolTopic[] = [...BUSY_POOLS, ...QUIET_POOLS];

export const tiers: readonly TierDraft[] = [
  {
    name: tierName('starter'),
    description: 'Shared topics; every event is sealed under the key of its tenant',
    streams: pools.map(inPool),
    eventsPerSecond: 500,
    burst: 2_000,
  },
  {
    name: tierName('professional'),
    description: 'Topics of its own for orders and analytics, shared topics for the other streams',
    streams: [...BUSY.map((stream) => inBridge(stream, 3)), ...QUIET_POOLS.map(inPool)],
    eventsPerSecond: 2_000,
    burst: 8_000,
  },
  {
    name: tierName('business'),
    description: 'Topics of its own for all streams, on a shared cluster',
    streams: [
      ...BUSY.map((stream) => inBridge(stream, 3)),
      ...QUIET.map((stream) => inBridge(stream, 1)),
    ],
    eventsPerSecond: 5_000,
    burst: 20_000,
  },
  {
    name: tierName('enterprise'),
    description: 'A cluster of its own',
    streams: [
      ...BUSY.map((stream) => inSilo(stream, 6)),
      ...QUIET.map((stream) => inSilo(stream, 3)),
    ],
    eventsPerSecond: 20_000,
    burst: 80_000,
  },
];

function poolTopic({ name }: StreamDraft, partitions: number): PoolTopic {
  return { stream: name, partitions, ...POOL_TERMS };
}

function inPool(topic: PoolTopic): StreamOffer {
  return {
    ...topic,
    model: 'pool',
    encryption: 'envelope',
    promises: ['forget-one-tenant', 'replay-per-tenant'],
  };
}

function inBridge(stream: StreamDraft, partitions: number): StreamOffer {
  return { ...ownTopic('bridge', stream), partitions, ...BRIDGE_TERMS };
}

function inSilo(stream: StreamDraft, partitions: number): StreamOffer {
  return { ...ownTopic('silo', stream), partitions, ...SILO_TERMS };
}

/** Events that are nobody's personal data need no seal in a topic that belongs to one tenant. */
function ownTopic(model: Exclude<IsolationModel, 'pool'>, { name, dataClass }: StreamDraft) {
  return {
    stream: name,
    model,
    encryption: dataClass === 'none' ? 'none' : 'envelope',
    promises: ['forget-one-tenant', 'replay-per-tenant', 'retention-per-tenant'],
  } as const;
}
