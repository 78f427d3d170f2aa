import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type EventView, eventPage, publishedView } from '@tributary/contract';
import { PlatformError } from '@tributary/kernel';
import { jsonOf, positional, required, text } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { PublishedInPart, Refused, UsageWrong } from '../errors.ts';

const BATCH = 500;
const POLL_MS = 300;

export const eventCommands: readonly Command[] = [
  {
    words: 'events publish',
    synopsis: '<tenant> --stream <s> --type <t> --aggregate <id> --data <json> | --file <ndjson>',
    summary: 'Publishes one event, or one a line of a file ("-" is standard input).',
    options: {
      stream: { type: 'string' },
      type: { type: 'string' },
      aggregate: { type: 'string' },
      data: { type: 'string' },
      id: { type: 'string' },
      time: { type: 'string' },
      file: { type: 'string' },
    },
    run: (invocation) =>
      text(invocation.values, 'file') === undefined
        ? publishOne(invocation)
        : publishFile(invocation),
  },
  {
    words: 'events tail',
    synopsis: '<tenant> --stream <s> [--latest] [--follow]',
    summary: 'Shows the events of a tenant, from the beginning unless told otherwise.',
    options: {
      stream: { type: 'string' },
      latest: { type: 'boolean' },
      follow: { type: 'boolean' },
    },
    run: tail,
  },
];

async function publishOne({ client, positionals, print, values }: Invocation): Promise<void> {
  const tenant = positional(positionals, 0, 'tenant');
  const id = text(values, 'id');
  const time = text(values, 'time');
  const event = {
    stream: required(values, 'stream'),
    type: required(values, 'type'),
    aggregate: required(values, 'aggregate'),
    data: jsonOf(required(values, 'data'), '--data'),
    ...(id === undefined ? {} : { id }),
    ...(time === undefined ? {} : { time }),
  };
  const published = await client.call(publishedView, 'POST', eventsOf(tenant), event);
  for (const { id: published_, offset, partition, stream } of published.events) {
    print(
      published,
      `Published ${published_} to ${stream}, partition ${partition}, offset ${offset}.`,
    );
  }
}

async function publishFile(invocation: Invocation): Promise<void> {
  const tenant = positional(invocation.positionals, 0, 'tenant');
  let published = 0;
  try {
    for await (const events of batches(required(invocation.values, 'file'))) {
      await publishBatch(invocation, tenant, events);
      published += events.length;
    }
  } catch (reason) {
    throw reason instanceof PlatformError && published > 0
      ? new PublishedInPart({ published, reason })
      : reason;
  }
  invocation.print({ published }, `Published ${published} events.`);
}

/** @throws {UsageWrong} the file cannot be read, or a line is not JSON. */
async function* batches(file: string): AsyncGenerator<readonly unknown[]> {
  const input = await opened(file);
  let batch: unknown[] = [];
  let lineNumber = 0;
  for await (const source of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lineNumber += 1;
    if (source.trim() !== '') {
      batch.push(jsonOf(source, `Line ${lineNumber} of ${file}`));
    }
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** Above the rate of its tier a tenant is told when to come back. */
async function publishBatch(
  { client, sleep }: Invocation,
  tenant: string,
  events: readonly unknown[],
): Promise<void> {
  for (;;) {
    try {
      await client.call(publishedView, 'POST', eventsOf(tenant), { events });
      return;
    } catch (error) {
      const waitMs = error instanceof Refused ? error.facts['retryAfterMs'] : undefined;
      if (typeof waitMs !== 'number') {
        throw error;
      }
      await sleep(waitMs);
    }
  }
}

async function opened(file: string): Promise<NodeJS.ReadableStream> {
  if (file === '-') {
    return process.stdin;
  }
  const stream = createReadStream(file);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (cause) => reject(new UsageWrong(`${file} cannot be read`, { cause })));
  });
  return stream;
}

async function tail({
  client,
  positionals,
  print,
  signal,
  sleep,
  values,
}: Invocation): Promise<void> {
  const tenant = positional(positionals, 0, 'tenant');
  const stream = required(values, 'stream');
  const start = values['latest'] === true ? '&from=latest' : '';
  let query = `stream=${encodeURIComponent(stream)}${start}`;
  while (!signal.aborted) {
    const page = await client.call(eventPage, 'GET', `${eventsOf(tenant)}?${query}`);
    for (const event of page.events) {
      print(event, line(event));
    }
    if (page.isEnd && values['follow'] !== true) {
      return;
    }
    query = `stream=${encodeURIComponent(stream)}&cursor=${encodeURIComponent(page.cursor)}`;
    if (page.isEnd) {
      await sleep(POLL_MS);
    }
  }
}

function eventsOf(tenant: string): string {
  return `/tenants/${encodeURIComponent(tenant)}/events`;
}

function line({ aggregate, data, id, offset, partition, time, type }: EventView): string {
  return `${time}  ${partition}/${offset}  ${type}  ${aggregate}  ${JSON.stringify(data)}  ${id}`;
}
