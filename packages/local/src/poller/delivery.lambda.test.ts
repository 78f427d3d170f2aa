import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import { platformCatalogue } from '@tributary/catalogue';
import {
  ConsumerFailed,
  type KafkaBatchResponse,
  type KafkaEvent,
  type KafkaEventRecord,
  kafkaEvent,
} from '@tributary/domain/consumption';
import { type ConsumerDefinition, cellId, consumerOf } from '@tributary/domain/placement';
import { tenantId } from '@tributary/domain/tenancy';
import {
  groupName,
  type NewRecord,
  type RecordPosition,
  streamName,
  topicName,
} from '@tributary/domain/topics';
import { type Clock, HOUR_MS, MIB } from '@tributary/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { Delivery } from './delivery.ts';

const CELL = cellId('cell-1');
const owner = tenantId('mytenant');
const stream = streamName('orders');
const topic = topicName(owner, stream);
const consumer = 'order-notices';
const group = groupName({ owner, stream, consumer, epoch: 1 });

type Answer = KafkaBatchResponse | Error;

function noRecord(): never {
  throw new RangeError('the example has no record');
}

const TAKEN: KafkaBatchResponse = { batchItemFailures: [] };

/** The topics of the examples are none of ours. */
function fixture(name: string): string {
  const path = new URL(`../../../../test/fixtures/lambda/${name}`, import.meta.url);
  return readFileSync(path, 'utf8').replaceAll('mytopic', topic);
}

const { event: example }: { readonly event: KafkaEvent } = JSON.parse(fixture('msk-event.json'));
const { response: partial }: { readonly response: KafkaBatchResponse } = JSON.parse(
  fixture('kafka-batch-response.json'),
);

function record(text: string, { key = 'mytenant:a', timestamp = 1 } = {}): NewRecord {
  return { key: Buffer.from(key), value: Buffer.from(text), headers: [], timestamp };
}

/** A topic, and what stands behind it: a function that answers as it is told. */
async function rig({ partitions = 1 } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-delivery-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const embedded = await openEmbedded({ directory });
  onTestFinished(() => embedded[Symbol.asyncDispose]());
  await embedded.cells.add({ id: CELL, kind: 'shared', profile: 'embedded' });
  const { topics } = embedded.sessions.session(CELL, { kind: 'provisioner' });
  await topics.create({ name: topic, partitions, retentionMs: HOUR_MS, maxRecordBytes: 8 * MIB });
  const { log } = embedded.sessions.session(CELL, { kind: 'publisher', streams: [stream] });
  const session = embedded.sessions.session(CELL, { kind: 'shared-consumer', stream });
  return {
    append: (...records: readonly NewRecord[]) => log.append(topic, records),
    commit: (positions: readonly RecordPosition[]) =>
      session.groups.commit(group, topic, positions),
    committed: () => session.groups.committed(group, topic),

    /** What the function is given until it has answered with all of `answers`. */
    async delivered(
      answers: readonly Answer[],
      {
        clock = impatient(),
        onIdle = () => Promise.resolve(),
        onInvoked = () => Promise.resolve(),
        ...definition
      }: Partial<ConsumerDefinition> & {
        readonly clock?: Clock;
        /** Called when the delivery waits for records. */
        readonly onIdle?: () => Promise<void>;
        readonly onInvoked?: () => Promise<void>;
      } = {},
    ): Promise<readonly KafkaEvent[]> {
      const events: KafkaEvent[] = [];
      const { promise: allAnswered, resolve } = Promise.withResolvers<void>();
      const delivery = new Delivery({
        subscription: { group, cell: CELL, topic, owner, stream, consumer, epoch: 1 },
        definition: { ...consumerOf(platformCatalogue, consumer), batchWindowMs: 0, ...definition },
        session,
        source: example,
        invoke: async (event) => {
          await onInvoked();
          const answer = answers[events.length] ?? new TypeError('asked too often');
          events.push(event);
          if (events.length === answers.length) {
            resolve();
          }
          return answer instanceof Error ? Promise.reject(answer) : answer;
        },
        wake: onIdle,
        clock,
        log: () => undefined,
      });
      await allAnswered;
      await delivery.stop();
      return events;
    },
  };
}

/** Its sleep is over at once, and noted. */
function impatient(slept: number[] = []): Clock {
  return {
    now: () => 0,
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
}

function recordsOf(event: KafkaEvent | undefined): readonly KafkaEventRecord[] {
  return Object.values(event?.records ?? {}).flat();
}

function textsOf(event: KafkaEvent | undefined): readonly string[] {
  return recordsOf(event).map(({ value }) => Buffer.from(value ?? '', 'base64').toString());
}

test('delivers the event that AWS documents, member for member', async () => {
  const { append, commit, delivered } = await rig();
  // The key of the example is no canonical base64: its spare bits are not zero.
  const canonical = (text: string) => Buffer.from(text, 'base64').toString('base64');
  const [documented] = recordsOf(example).map((each) => ({
    ...each,
    key: canonical(each.key ?? ''),
  }));
  const { headers: [header] = [], key, offset, timestamp, value } = documented ?? noRecord();
  await append(...Array.from({ length: offset }, () => record('before')), {
    key: Buffer.from(key, 'base64'),
    value: Buffer.from(value ?? '', 'base64'),
    headers: Object.entries(header ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes)]),
    timestamp,
  });
  await commit([{ partition: 0, offset }]);
  const [event] = await delivered([TAKEN]);
  const expected = { ...example, records: { [`${topic}-0`]: [documented] } };
  expect(JSON.stringify(event, undefined, 1)).toBe(JSON.stringify(expected, undefined, 1));
});

test('delivers headers in order, also of one name, with bytes as numbers from 0 to 255', async () => {
  const { append, delivered } = await rig();
  await append({
    ...record('x'),
    headers: [
      ['a', Buffer.from([0, 127, 128, 255])],
      ['b', Buffer.alloc(0)],
      ['a', Buffer.from([1])],
    ],
  });
  const [event] = await delivered([TAKEN]);
  expect(recordsOf(event).map(({ headers }) => headers)).toEqual([
    [{ a: [0, 127, 128, 255] }, { b: [] }, { a: [1] }],
  ]);
});

test('delivers the records of several partitions under their names, each in order', async () => {
  const { append, delivered } = await rig({ partitions: 3 });
  const keys = Array.from({ length: 30 }, (_, at) => `mytenant:${at % 10}`);
  const positions = await append(...keys.map((key, at) => record(String(at), { key })));
  const [event] = await delivered([TAKEN]);
  const expected = Map.groupBy(positions, ({ partition }) => `${topic}-${partition}`);
  expect(expected.size).toBe(3);
  expect(new Set(Object.keys(event?.records ?? {}))).toEqual(new Set(expected.keys()));
  for (const [name, places] of expected) {
    const offsets = event?.records[name]?.map(({ offset }) => offset);
    expect(offsets).toEqual(places.map(({ offset }) => offset));
  }
});

test('delivers no more records at once than the batch size', async () => {
  const { append, delivered } = await rig();
  await append(...['1', '2', '3', '4', '5', '6', '7'].map((text) => record(text)));
  const events = await delivered([TAKEN, TAKEN, TAKEN], { batchSize: 3 });
  expect(events.map(textsOf)).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']]);
});

test('delivers no more than 6 MB at once, base64 and all', async () => {
  const { append, delivered } = await rig();
  for (let at = 0; at < 7; at += 1) {
    await append(record(String(at).repeat(1.4 * MIB)));
  }
  const events = await delivered([TAKEN, TAKEN, TAKEN], { batchSize: 100 });
  expect(events.flatMap(textsOf).map((text) => text[0])).toEqual([
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);
  const sizes = events.map((event) => JSON.stringify(event).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * MIB);
  expect(Math.max(...sizes)).toBeGreaterThan(5 * MIB);
});

test('waits for more records until the batch window has passed', async () => {
  const { append, delivered } = await rig();
  let now = 0;
  const clock = { ...impatient(), now: () => now };
  await append(record('at once'));
  const onIdle = async () => {
    now += 60;
    await append(record(`after ${now} ms`));
  };
  const [event] = await delivered([TAKEN], { clock, onIdle, batchWindowMs: 100 });
  expect(textsOf(event)).toEqual(['at once', 'after 60 ms', 'after 120 ms']);
});

test('does not wait for the batch window once the batch is full', async () => {
  const { append, delivered } = await rig();
  await append(record('1'));
  const onIdle = async () => {
    await append(record('2'));
  };
  const [event] = await delivered([TAKEN], { onIdle, batchSize: 2, batchWindowMs: 100 });
  expect(textsOf(event)).toEqual(['1', '2']);
});

test('commits after the function has answered, and not before', async () => {
  const { append, committed, delivered } = await rig();
  await append(record('1'), record('2'));
  const seen: unknown[] = [];
  const onInvoked = async () => {
    seen.push(await committed());
  };
  await delivered([TAKEN, TAKEN], { batchSize: 1, onInvoked });
  expect(seen).toEqual([[], [{ partition: 0, offset: 1 }]]);
  expect(await committed()).toEqual([{ partition: 0, offset: 2 }]);
});

test('brings a batch that failed again, after a growing pause, and commits nothing of it', async () => {
  const { append, committed, delivered } = await rig();
  await append(record('1'), record('2'));
  const slept: number[] = [];
  const failed = new ConsumerFailed({ consumer, how: 'timed-out' });
  const seen: unknown[] = [];
  const onInvoked = async () => {
    seen.push(await committed());
  };
  const answers = [failed, failed, failed, TAKEN];
  const events = await delivered(answers, { clock: impatient(slept), onInvoked });
  expect(events.map(textsOf)).toEqual(answers.map(() => ['1', '2']));
  expect(seen).toEqual([[], [], [], []]);
  expect(slept).toEqual([100, 200, 400]);
  expect(await committed()).toEqual([{ partition: 0, offset: 2 }]);
});

test('goes on, in each partition, at the first record that a partial response names', async () => {
  const { append, committed, delivered } = await rig({ partitions: 2 });
  const keys = ['mytenant:a', 'mytenant:b', 'mytenant:c', 'mytenant:d'];
  const positions = await append(
    ...[...keys, ...keys].map((key, at) => record(String(at), { key })),
  );
  const failed = positions.at(-1) ?? noRecord();
  const partition = `${topic}-${failed.partition}`;
  const named = partial.batchItemFailures.map(({ itemIdentifier }) => ({
    itemIdentifier: { ...itemIdentifier, partition, offset: failed.offset },
  }));
  const [, again] = await delivered([{ batchItemFailures: named }, TAKEN]);
  expect(textsOf(again)).toEqual(['7']);
  const ends = new Map(positions.map(({ offset, partition: of }) => [of, offset + 1]));
  expect(new Map((await committed()).map(({ offset, partition: of }) => [of, offset]))).toEqual(
    ends,
  );
});

test('takes a response that names a partition of its own making for a failure', async () => {
  const { append, delivered } = await rig();
  await append(record('1'));
  const partition = `${topic}-7`;
  const made = { batchItemFailures: [{ itemIdentifier: { partition, offset: 0 } }] };
  const events = await delivered([made, TAKEN]);
  expect(events.map(textsOf)).toEqual([['1'], ['1']]);
});

test('is the event that a replay brings, but for the name of its run', () => {
  const replayed = kafkaEvent([], { ...example, run: 'live' });
  expect(Object.keys(replayed)).toEqual([...Object.keys(example), 'tributaryRun']);
});
