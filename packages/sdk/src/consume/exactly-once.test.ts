import { tenantId } from '@tributary/domain/tenancy';
import type { LogRecord } from '@tributary/domain/topics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConsumerSpec } from './consumer-spec.ts';
import { ConsumerRig, type RigEvent } from './testing/index.ts';
import { MortalProcess } from './testing/mortal-process.ts';
import { note, notesCatalogue } from './testing/notes.ts';

const TENANTS = ['acme', 'acme-labs', 'globex'] as const;
const AGGREGATES = ['a', 'b', 'c'] as const;

/** Keeps, per aggregate, the texts in the order in which they were counted. */
const diary: ConsumerSpec = {
  name: 'diary',
  stream: 'notes',
  on: {
    NoteTaken: async ({ aggregate, data }, { state, commit }) => {
      const seen = await state.get(aggregate);
      const texts = Array.isArray(seen) ? seen : [];
      await commit([{ key: aggregate, value: [...texts, String(data['text'])] }]);
    },
  },
};

const anyEvents = fc
  .array(
    fc.record({ tenant: fc.constantFrom(...TENANTS), aggregate: fc.constantFrom(...AGGREGATES) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((list): readonly RigEvent[] =>
    list.map(({ tenant, aggregate }, at) => note(tenant, aggregate, String(at))),
  );

/** What happens to one delivery: the batch has so many records; its process may die; its commit may be lost. */
const anyDelivery = fc.record({
  records: fc.integer({ min: 1, max: 15 }),
  rewind: fc.integer({ min: 0, max: 6 }),
  isCommitLost: fc.boolean(),
});
const anyDeath = fc.record({ calls: fc.integer({ min: 1, max: 60 }), before: fc.boolean() });

type Delivery = typeof anyDelivery extends fc.Arbitrary<infer Value> ? Value : never;

/** A subscription in little: it may go back, and forget how far it was. */
class Poller {
  readonly #log: readonly LogRecord[];
  readonly #next = new Map<number, number>();

  constructor(log: readonly LogRecord[]) {
    this.#log = log;
  }

  batch({ records, rewind }: Pick<Delivery, 'records' | 'rewind'>): readonly LogRecord[] {
    return this.#log
      .filter(({ partition, offset }) => offset >= (this.#next.get(partition) ?? 0) - rewind)
      .slice(0, records);
  }

  commit(batch: readonly LogRecord[]): void {
    for (const { partition, offset } of batch) {
      this.#next.set(partition, Math.max(offset + 1, this.#next.get(partition) ?? 0));
    }
  }

  get isAtEnd(): boolean {
    return this.batch({ records: 1, rewind: 0 }).length === 0;
  }
}

function expected(events: readonly RigEvent[], tenant: string): Readonly<Record<string, unknown>> {
  const own = events.filter((event) => event.tenant === tenant);
  return Object.fromEntries(
    [...Map.groupBy(own, ({ aggregate }) => aggregate)].map(([aggregate, list]) => [
      aggregate,
      list.map(({ data }) => data['text']),
    ]),
  );
}

test('every event has its effect once and in order, whatever is cut, repeated or killed', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyEvents,
      fc.array(anyDelivery, { maxLength: 12 }),
      fc.array(anyDeath, { maxLength: 4 }),
      async (events, deliveries, deaths) => {
        const rig = new ConsumerRig(diary, { catalogue: notesCatalogue(), partitions: 3 });
        const log = await rig.appendAll(events);
        const poller = new Poller(log);
        const remaining = [...deaths];
        const deliver = async (delivery: Delivery): Promise<void> => {
          const death = remaining.pop() ?? { calls: Number.POSITIVE_INFINITY, before: true };
          const process = new MortalProcess(death.calls, death);
          const { projections, journal, quarantine } = rig.ports;
          const ports = {
            projections: process.wrap(projections),
            journal: process.wrap(journal),
            quarantine: process.wrap(quarantine),
          };
          const batch = poller.batch(delivery);
          const outcome = await Promise.race([rig.deliver(batch, { ports }), process.died]);
          if (outcome !== 'died' && !delivery.isCommitLost) {
            expect(outcome).toEqual({ batchItemFailures: [] });
            poller.commit(batch);
          }
        };
        for (const delivery of deliveries) {
          await deliver(delivery);
        }
        while (!poller.isAtEnd) {
          await deliver({ records: 10, rewind: 0, isCommitLost: false });
        }
        for (const tenant of TENANTS) {
          expect(await rig.state(tenant)).toEqual(expected(events, tenant));
          expect(await rig.quarantine.list(tenantId(tenant))).toEqual([]);
        }
      },
    ),
  );
});

/** Ends where a record is poison, or goes on without it. */
function kept(
  events: readonly RigEvent[],
  { tenant, aggregate }: Pick<RigEvent, 'tenant' | 'aggregate'>,
  {
    poison,
    onPoison,
  }: { readonly poison: ReadonlySet<string>; readonly onPoison: 'park' | 'skip' },
): readonly unknown[] {
  const texts = events
    .filter((event) => event.tenant === tenant && event.aggregate === aggregate)
    .map(({ data }) => String(data['text']));
  const first = texts.findIndex((text) => poison.has(text));
  return onPoison === 'park' && first >= 0
    ? texts.slice(0, first)
    : texts.filter((text) => !poison.has(text));
}

test.each(['park', 'skip'] as const)(
  'an aggregate with poison keeps its order, and no other aggregate notices (%s)',
  async (onPoison) => {
    await fc.assert(
      fc.asyncProperty(
        anyEvents,
        fc.set(fc.integer({ min: 0, max: 39 }).map(String), { maxLength: 5 }),
        fc.integer({ min: 1, max: 15 }),
        async (events, poisonous, size) => {
          const poison = new Set(poisonous);
          const handle = diary.on['NoteTaken'];
          const spec: ConsumerSpec = {
            ...diary,
            on: {
              NoteTaken: (event, context) => {
                if (poison.has(String(event.data['text']))) {
                  throw new TypeError('poison');
                }
                return handle?.(event, context);
              },
            },
          };
          const rig = new ConsumerRig(spec, { catalogue: notesCatalogue(onPoison) });
          const log = await rig.appendAll(events);
          let from = 0;
          for (let rounds = 0; from < log.length && rounds < 1_000; rounds += 1) {
            const batch = log.slice(from, from + size);
            const { batchItemFailures } = await rig.deliver(batch);
            from = batchItemFailures[0]?.itemIdentifier.offset ?? from + batch.length;
          }
          for (const tenant of TENANTS) {
            const state = await rig.state(tenant);
            for (const aggregate of AGGREGATES) {
              const wanted = kept(events, { tenant, aggregate }, { poison, onPoison });
              expect(state[aggregate] ?? []).toEqual(wanted);
            }
            const own = events.filter((event) => event.tenant === tenant);
            const took = Object.values(state).flat();
            const aside = await rig.quarantine.list(tenantId(tenant));
            expect(aside).toHaveLength(own.length - took.length);
          }
        },
      ),
    );
  },
);
