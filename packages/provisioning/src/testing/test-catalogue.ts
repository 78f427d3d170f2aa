import {
  catalogue,
  consumerName,
  type IsolationModel,
  type StreamOffer,
  type TierDraft,
  tierName,
} from '@tributary/domain/placement';
import { type StreamName, streamName } from '@tributary/domain/topics';
import { DAY_MS, KIB, SECOND_MS } from '@tributary/kernel';

const ORDERS = streamName('orders');
const USERS = streamName('users');
const AUDIT = streamName('audit');

/** One stream for each way in which consumers take a replay, and one that nobody reads. */
const STREAMS = [ORDERS, USERS, AUDIT];

const BATCH = { batchSize: 3, batchWindowMs: 10, timeoutMs: SECOND_MS };
const TOPIC = { retentionMs: 7 * DAY_MS, maxEventBytes: 64 * KIB };

function offer(stream: StreamName, model: IsolationModel): StreamOffer {
  return { stream, model, encryption: 'envelope', partitions: 2, ...TOPIC };
}

function tier(name: string, streams: readonly StreamOffer[]): TierDraft {
  return { name: tierName(name), description: name, streams, eventsPerSecond: 10, burst: 10 };
}

export const testCatalogue = catalogue({
  streams: STREAMS.map((name) => ({
    name,
    description: name,
    dataClass: 'personal',
    onPoison: 'park',
    eventTypes: [
      {
        name: 'ThingHappened',
        version: 1,
        validate: () => ({ kind: 'valid', data: {} }),
        jsonSchema: {},
      },
    ],
  })),
  pools: [ORDERS, USERS].map((stream) => ({ stream, partitions: 2, ...TOPIC })),
  tiers: [
    tier('pooled', [offer(ORDERS, 'pool'), offer(USERS, 'pool')]),
    tier('bridged', [offer(ORDERS, 'bridge'), offer(USERS, 'bridge'), offer(AUDIT, 'bridge')]),
    tier('siloed', [offer(ORDERS, 'silo'), offer(AUDIT, 'silo')]),
    tier('mixed', [offer(ORDERS, 'bridge'), offer(USERS, 'pool')]),
    tier('plain', [{ ...offer(ORDERS, 'bridge'), encryption: 'none' }]),
    tier('unread', [offer(AUDIT, 'bridge')]),
  ],
  consumers: [
    { name: consumerName('tally'), stream: ORDERS, replay: 'rebuild', ...BATCH },
    { name: consumerName('mirror'), stream: USERS, replay: 'reapply', ...BATCH },
    { name: consumerName('mailer'), stream: USERS, replay: 'refuse', ...BATCH },
  ],
});
