import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { type EventDraft, eventDraft, Publisher, sourceOf } from '@tributary/domain/events';
import { BRIDGED, CELL, tenant } from '@tributary/domain/events/testing';
import { type EnvelopeContext, KeyRing } from '@tributary/domain/keys';
import { MemoryKeyVault } from '@tributary/domain/keys/testing';
import { tierName } from '@tributary/domain/placement';
import { tenantId } from '@tributary/domain/tenancy';
import { aggregateId, type NewRecord, streamName } from '@tributary/domain/topics';
import { KIB, systemClock } from '@tributary/kernel';
import { eventIds } from '@tributary/sdk/publish';
import { bareSeal, boundBytes } from './support/bare-cipher.ts';
import { atMost, type Finding } from './support/finding.ts';
import { order, orderCatalogue, STREAMS, TENANT, TIER } from './support/orders.ts';
import { interleaved, type Work } from './support/rounds.ts';
import { withoutSchemas } from './support/without-schemas.ts';

const BATCH = 100;
const BATCHES = 40;
const EVENTS = BATCH * BATCHES;
/** Together long enough for several collections of garbage: they belong to the price. */
const REPETITIONS = 5;
const ROUNDS = 25;

const ACME = tenantId(TENANT);

/** What encryption adds to a publish, and what of it is the seal alone. The log takes everything and does nothing. */
export async function seal(): Promise<readonly Finding[]> {
  const vault = new MemoryKeyVault();
  await vault.create(ACME);
  const keyRing = new KeyRing({ vault, clock: systemClock });
  const publisher = publisherOf(keyRing);
  const key = createSecretKey(randomBytes(32));
  const plaintext = randomBytes(KIB);
  const contexts = Array.from({ length: EVENTS }, context);
  const bound = contexts.map(boundBytes);
  const [plain, sealed] = [drafts('plain'), drafts('sealed')];
  const publish = async (batches: readonly (readonly EventDraft[])[]) => {
    for (const batch of batches) {
      await publisher.publishBatch(ACME, batch);
    }
  };
  const rounds = await interleaved(
    [
      repeated('bare', () => {
        for (const bytes of bound) {
          bareSeal(key, bytes, plaintext);
        }
      }),
      repeated('sealer', async () => {
        const sealer = await keyRing.sealerFor(ACME);
        for (const one of contexts) {
          sealer.seal(one, plaintext);
        }
      }),
      repeated('plain', () => publish(plain)),
      repeated('sealed', () => publish(sealed)),
      repeated('strangers', () => publish(sealed.map((batch) => batch.map(aboutAStranger)))),
    ],
    { rounds: ROUNDS, meter: 'cpu' },
  );
  const note = `of one bare AES-256-GCM seal with the same AAD (${rounds.text('bare')}), CPU time`;
  return [
    {
      what: 'publish, 1 KB: what encryption adds per event',
      measured: rounds.spread((ns) => (ns('sealed') - ns('plain')) / ns('bare')),
      unit: 'x',
      note: `${note}; publish plain ${rounds.text('plain')}, sealed ${rounds.text('sealed')}`,
      target: atMost(1.25),
    },
    {
      what: 'the same, each event of an aggregate never seen before',
      measured: rounds.spread((ns) => (ns('strangers') - ns('plain')) / ns('bare')),
      unit: 'x',
      note: `${note}; one HMAC more`,
    },
    {
      what: 'the seal of the key ring alone, 1 KB',
      measured: rounds.ratio('sealer', 'bare'),
      unit: 'x',
      note,
      target: atMost(1.25),
    },
  ];
}

function publisherOf(keyRing: KeyRing): Publisher {
  const placements = STREAMS.map((stream) => ({
    tenant: ACME,
    stream: streamName(stream),
    model: 'bridge' as const,
    cell: CELL,
    epoch: 1,
  }));
  const acme = tenant(ACME, BRIDGED, { tier: tierName(TIER), placements });
  const append = async (_: unknown, records: readonly NewRecord[]) =>
    records.map((_record, offset) => ({ partition: 0, offset }));
  return new Publisher({
    registry: { find: async () => acme },
    // What both do alike would only blur the difference.
    catalogue: { ...orderCatalogue, streams: withoutSchemas(orderCatalogue) },
    keyRing,
    rate: { admit: async () => undefined },
    sessions: { session: () => ({ log: { append } }) },
    clock: systemClock,
    newId: eventIds(systemClock),
    principal: () => ({ kind: 'publisher', streams: [streamName('plain'), streamName('sealed')] }),
  });
}

function repeated(name: string, once: () => Promise<void> | void): Work {
  return {
    name,
    times: EVENTS * REPETITIONS,
    run: async () => {
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
        await once();
      }
    },
  };
}

function drafts(stream: string): readonly (readonly EventDraft[])[] {
  return Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: BATCH }, (_event, at) => {
      const content = order(batch * BATCH + at);
      return eventDraft({ stream, type: 'OrderPlaced', ...content }, systemClock.now());
    }),
  );
}

let strangers = 0;

function aboutAStranger(draft: EventDraft): EventDraft {
  strangers += 1;
  return { ...draft, aggregate: aggregateId(`stranger-${strangers}`) };
}

/** As long as that of a published event. */
function context(_: unknown, nth: number): EnvelopeContext {
  return {
    tenant: ACME,
    stream: 'sealed',
    eventId: randomUUID(),
    type: 'OrderPlaced',
    dataSchema: 'urn:tributary:sealed:OrderPlaced:1',
    subject: randomBytes(16).toString('base64url'),
    source: sourceOf(streamName('sealed')),
    time: new Date(1_770_000_000_000 + nth).toISOString(),
  };
}
