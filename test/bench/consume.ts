import { type KafkaEvent, kafkaEvent } from '@tributary/domain/consumption';
import type { EventTypeDefinition } from '@tributary/domain/events';
import { type Catalogue, eventTypeOf, streamOf } from '@tributary/domain/placement';
import { type JsonObject, MINUTE_MS, systemClock } from '@tributary/kernel';
import { type ConsumerSpec, createConsumer } from '@tributary/sdk/consume';
import { ConsumerRig } from '@tributary/sdk/consume/testing';
import { atMost, type Finding } from './support/finding.ts';
import { NoEffects, NoJournal, NoQuarantine } from './support/no-stores.ts';
import { order, orderCatalogue, TENANT } from './support/orders.ts';
import { interleaved, type Rounds, type Work } from './support/rounds.ts';
import { withoutSchemas } from './support/without-schemas.ts';

const BATCH = 100;
/** In each round. */
const RECORDS = 8_000;
const ROUNDS = 18;
const CONTEXT = { getRemainingTimeInMillis: () => MINUTE_MS };

/** What the pipeline costs a handler that does nothing, beside a loop that decodes by hand and calls the same handler. */
export async function consume(): Promise<readonly Finding[]> {
  const anything = { ...orderCatalogue, streams: withoutSchemas(orderCatalogue) };
  const rounds = await interleaved(
    [
      ...(await pair('schema', { stream: 'plain', catalogue: orderCatalogue, size: BATCH })),
      ...(await pair('no schema', { stream: 'plain', catalogue: anything, size: BATCH })),
      ...(await pair('sealed', { stream: 'sealed', catalogue: orderCatalogue, size: BATCH })),
      ...(await pair('single', { stream: 'plain', catalogue: orderCatalogue, size: 1 })),
    ],
    { rounds: ROUNDS, meter: 'cpu' },
  );
  return [
    {
      ...finding(rounds, 'consume per record, 1 KB, batch of 100, both with the schema', 'schema'),
      target: atMost(1.5),
    },
    {
      ...finding(rounds, 'the same, both without a schema', 'no schema'),
      target: atMost(1.5),
    },
    finding(rounds, 'the same with the schema, sealed beside plain by hand', 'sealed'),
    finding(rounds, 'the same with the schema, one record a batch', 'single'),
  ];
}

function finding(rounds: Rounds, what: string, name: string) {
  const note = `${rounds.text(name)} of ${rounds.text(`${name} by hand`)} by hand, CPU time`;
  return { what, measured: rounds.ratio(name, `${name} by hand`), unit: 'x', note } as const;
}

async function pair(
  name: string,
  {
    stream,
    catalogue,
    size,
  }: {
    readonly stream: 'plain' | 'sealed';
    readonly catalogue: Pick<Catalogue, 'streams'>;
    readonly size: number;
  },
): Promise<readonly Work[]> {
  let seen = 0;
  const handle = ({ data }: { readonly data: JsonObject }) => {
    seen += Object.keys(data).length;
  };
  const spec: ConsumerSpec = { name: 'reader', stream, on: { OrderPlaced: handle } };
  const { event, rig } = await delivery(spec, catalogue, size);
  const plain =
    stream === 'plain'
      ? event
      : (await delivery({ ...spec, stream: 'plain' }, catalogue, size)).event;
  const ports = {
    ...rig.ports,
    clock: systemClock,
    projections: new NoEffects(),
    journal: new NoJournal(),
    quarantine: new NoQuarantine(),
  };
  const consumer = createConsumer(spec, ports);
  const definition = eventTypeOf(streamOf(catalogue, 'plain'), 'OrderPlaced');
  const run = async (take: () => Promise<unknown>) => {
    const before = seen;
    for (let record = 0; record < RECORDS; record += size) {
      await take();
    }
    if (seen === before) {
      throw new RangeError('the handler was not called');
    }
  };
  const times = RECORDS;
  return [
    { name: `${name} by hand`, times, run: () => run(() => byHand(plain, definition, handle)) },
    { name, times, run: () => run(() => consumer(event, CONTEXT)) },
  ];
}

/** As it comes out of Lambda: parsed from text, so that nothing is shared with who wrote it. */
async function delivery(
  spec: ConsumerSpec,
  catalogue: Pick<Catalogue, 'streams'>,
  size: number,
): Promise<{ readonly event: KafkaEvent; readonly rig: ConsumerRig }> {
  const encryption = spec.stream === 'sealed' ? 'envelope' : 'none';
  const rig = new ConsumerRig(spec, { catalogue, model: 'bridge', encryption, partitions: 3 });
  const records = await rig.appendAll(
    Array.from({ length: size }, (_, nth) => ({
      tenant: TENANT,
      type: 'OrderPlaced',
      ...order(nth),
    })),
  );
  const source = {
    eventSourceArn: 'arn:aws:kafka:::cluster/bench',
    bootstrapServers: 'bench:9098',
  };
  return { event: JSON.parse(JSON.stringify(kafkaEvent(records, source))), rig };
}

async function byHand(
  event: KafkaEvent,
  { validate }: Pick<EventTypeDefinition, 'validate'>,
  handle: (event: {
    readonly data: JsonObject;
    readonly key: string;
    readonly headers: object;
  }) => void,
): Promise<void> {
  for (const records of Object.values(event.records)) {
    for (const record of records) {
      const headers: Record<string, string> = {};
      for (const header of record.headers) {
        for (const name in header) {
          headers[name] = Buffer.from(header[name] ?? []).toString();
        }
      }
      const key = Buffer.from(record.key ?? '', 'base64').toString();
      const body = JSON.parse(Buffer.from(record.value ?? '', 'base64').toString());
      const validation = validate(body.data);
      if (validation.kind === 'valid') {
        await handle({ data: validation.data, key, headers });
      }
    }
  }
}
