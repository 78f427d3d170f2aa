import { randomUUID } from 'node:crypto';
import { tenantId } from '@tributary/domain/tenancy';
import { type NewRecord, streamName, topicName } from '@tributary/domain/topics';
import type { Platform } from '@tributary/local';
import { RunningPlatform } from '../integration/support/running-platform.ts';
import { atLeast, type Finding } from './support/finding.ts';
import { bodyOf, type Order, order, TENANT, TIER } from './support/orders.ts';
import { interleaved, type Rounds, type Work } from './support/rounds.ts';

const BATCH = 100;
/** Together long enough for several checkpoints of the log: they belong to the price. */
const BATCHES = 50;
const SINGLES = 1_000;
const ROUNDS = 15;

/** Publishing through the platform beside an append of the same bytes to the same log by hand. */
export async function publish(): Promise<readonly Finding[]> {
  await using running = await RunningPlatform.start({
    catalogue: {
      module: new URL('./support/orders.ts', import.meta.url).href,
      export: 'orderCatalogue',
    },
    consumers: [],
  });
  await running.onboard(TENANT, TIER);
  const { platform } = running;
  const orders = Array.from({ length: BATCH }, (_, nth) => order(nth));
  const [first] = orders;
  const rounds = await interleaved(
    [
      ...works(platform, 'batch', { orders, repetitions: BATCHES }),
      ...works(platform, 'single', { orders: [first ?? order(0)], repetitions: SINGLES }),
    ],
    { rounds: ROUNDS, meter: 'wall' },
  );
  return [
    {
      ...report(rounds, 'publish, plain, 1 KB, batches of 100, events/s', 'batch', 'plain'),
      target: atLeast(0.9),
    },
    report(rounds, 'the same, encrypted', 'batch', 'sealed'),
    report(rounds, 'one awaited publish, plain, publishes/s', 'single', 'plain'),
    report(rounds, 'one awaited publish, encrypted, publishes/s', 'single', 'sealed'),
  ];
}

function report(rounds: Rounds, what: string, kind: string, stream: string) {
  const [ours, raw] = [`${kind} ${stream}`, `${kind} raw`];
  const note = `of the raw append; ${rounds.text(ours)} an event, raw ${rounds.text(raw)}`;
  return { what, measured: rounds.ratio(raw, ours), unit: 'x', note } as const;
}

function works(
  { publisher, tenantSession }: Platform,
  kind: string,
  { orders, repetitions }: { readonly orders: readonly Order[]; readonly repetitions: number },
): readonly Work[] {
  const times = repetitions * orders.length;
  const { log } = tenantSession(TENANT, 'cell-1');
  const raw = topicName(tenantId(TENANT), streamName('raw'));
  const repeat = async (send: () => Promise<unknown>) => {
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      await send();
    }
  };
  const ours = (stream: string): Work => {
    const events = orders.map((content) => ({ stream, type: 'OrderPlaced', ...content }));
    return {
      name: `${kind} ${stream}`,
      times,
      run: () => repeat(() => publisher.publishBatch(TENANT, events)),
    };
  };
  return [
    { name: `${kind} raw`, times, run: () => repeat(() => log.append(raw, recordsOf(orders))) },
    ours('plain'),
    ours('sealed'),
  ];
}

const SHARED_HEADERS = Object.entries({
  ce_specversion: '1.0',
  ce_source: '/tributary/raw',
  ce_type: 'OrderPlaced',
  ce_tenantid: TENANT,
  ce_epoch: '1',
  ce_dataschema: 'urn:tributary:raw:OrderPlaced:1',
  'content-type': 'application/json',
}).map(([name, text]) => [name, Buffer.from(text)] as const);

/** As somebody would write it who wants nothing but speed. */
function recordsOf(orders: readonly Order[]): readonly NewRecord[] {
  const timestamp = Date.now();
  const time = Buffer.from(new Date(timestamp).toISOString());
  return orders.map((one) => ({
    key: Buffer.from(`${TENANT}:${one.aggregate}`),
    value: Buffer.from(bodyOf(TENANT, one)),
    headers: [
      ...SHARED_HEADERS,
      ['ce_id', Buffer.from(randomUUID())],
      ['ce_time', time],
      ['ce_subject', Buffer.from(one.aggregate)],
    ],
    timestamp,
  }));
}
