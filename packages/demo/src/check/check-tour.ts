import { join } from 'node:path';
import { Buckets, type Row } from './buckets.ts';
import type { Findings } from './findings.ts';
import { readJsonLines } from './json-lines.ts';
import { Tally } from './tally.ts';
import { contentDigest, publishedLine, receivedLine } from './tour-lines.ts';

export type TourFiles = {
  readonly published: string;
  readonly received: readonly string[];
};

/**
 * What became of every published event, from the files of what was published and what handlers received, and nothing else. Events
 * are matched by id and their order by aggregate, in buckets on disk under `scratch`: memory does not grow with their number.
 */
export async function checkTour(files: TourFiles, scratch: string): Promise<Findings> {
  const tally = new Tally();
  await using byEvent = await Buckets.create(join(scratch, 'by-event'));
  await using byAggregate = await Buckets.create(join(scratch, 'by-aggregate'));
  await sortPublished(files.published, byEvent, tally);
  await sortReceived(files.received, byEvent, tally);
  for await (const rows of byEvent.read()) {
    await matchDeliveries(rows, byAggregate, tally);
  }
  for await (const rows of byAggregate.read()) {
    checkOrder(rows, tally);
  }
  return tally.findings();
}

const PUBLISHED = 'published';
const RECEIVED = 'received';

async function sortPublished(path: string, byEvent: Buckets, tally: Tally): Promise<void> {
  let position = 0;
  for await (const value of readJsonLines(path)) {
    const line = publishedLine(value);
    position += 1;
    if (line === undefined) {
      tally.unreadable();
    } else {
      const { aggregate, id, purpose, tenant } = line;
      const digest = contentDigest(line);
      const row = [PUBLISHED, id, tenant, digest, purpose, aggregate, String(position)];
      await byEvent.add(id, row);
    }
  }
}

async function sortReceived(
  paths: readonly string[],
  byEvent: Buckets,
  tally: Tally,
): Promise<void> {
  for (const path of paths) {
    for await (const value of readJsonLines(path)) {
      const line = receivedLine(value);
      if (line === undefined) {
        tally.unreadable();
      } else {
        const { at, id, run, tenant } = line;
        await byEvent.add(id, [RECEIVED, id, tenant, contentDigest(line), run, at]);
      }
    }
  }
}

type Published = {
  readonly tenant: string;
  readonly digest: string;
  readonly purpose: string;
  readonly aggregate: string;
  readonly position: string;
};

type Delivery = { readonly at: bigint; readonly times: number };

/** One bucket: all that is known of its events. */
async function matchDeliveries(
  rows: readonly Row[],
  byAggregate: Buckets,
  tally: Tally,
): Promise<void> {
  const published = publishedOf(rows, tally);
  const firsts = new Map<string, Map<string, Delivery>>();
  for (const [kind, id = '', tenant = '', digest = '', run = '', at = '0'] of rows) {
    const event = published.get(id);
    if (kind !== RECEIVED) {
      continue;
    }
    if (event === undefined) {
      tally.unknown();
    } else if (event.tenant !== tenant) {
      tally.count(run, event, { crossed: 1 });
    } else if (event.digest !== digest) {
      tally.altered();
    } else {
      const ofRun = firsts.get(run) ?? new Map<string, Delivery>();
      firsts.set(run, ofRun.set(id, earlier(ofRun.get(id), BigInt(at))));
    }
  }
  for (const [run, ofRun] of firsts) {
    for (const [id, { at, times }] of ofRun) {
      const event = published.get(id);
      if (event !== undefined) {
        tally.count(run, event, { consumed: 1, duplicates: times - 1 });
        const { aggregate, position, purpose, tenant } = event;
        const key = JSON.stringify([run, tenant, aggregate]);
        await byAggregate.add(key, [key, run, tenant, purpose, position, String(at)]);
      }
    }
  }
}

function publishedOf(rows: readonly Row[], tally: Tally): ReadonlyMap<string, Published> {
  const published = new Map<string, Published>();
  for (const [
    kind,
    id = '',
    tenant = '',
    digest = '',
    purpose = '',
    aggregate = '',
    position = '0',
  ] of rows) {
    if (kind === PUBLISHED) {
      const event = { tenant, digest, purpose, aggregate, position };
      published.set(id, event);
      tally.published(event);
    }
  }
  return published;
}

function earlier(known: Delivery | undefined, at: bigint): Delivery {
  return known === undefined
    ? { at, times: 1 }
    : { at: at < known.at ? at : known.at, times: known.times + 1 };
}

/** One bucket: all first deliveries of its aggregates. */
function checkOrder(rows: readonly Row[], tally: Tally): void {
  const deliveries = rows.map(
    ([key = '', run = '', tenant = '', purpose = '', position = '0', at = '0']) => ({
      key,
      run,
      tenant,
      purpose,
      position: Number(position),
      at: BigInt(at),
    }),
  );
  const latest = new Map<string, number>();
  for (const { key, position, purpose, run, tenant } of deliveries.toSorted(byTime)) {
    const last = latest.get(key) ?? 0;
    if (position < last) {
      tally.count(run, { tenant, purpose }, { outOfOrder: 1 });
    }
    latest.set(key, Math.max(position, last));
  }
}

function byTime(a: { readonly at: bigint }, b: { readonly at: bigint }): number {
  if (a.at === b.at) {
    return 0;
  }
  return a.at < b.at ? -1 : 1;
}
