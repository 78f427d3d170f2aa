import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusterFixture, ordersOf } from './cluster-fixture.ts';
import { NotAuthorized, OffsetOutOfRange, RecordTooLarge, TopicUnknown } from './errors.ts';
import type { EventLog, LogRecord, NewRecord } from './event-log.ts';
import { partitionOf } from './partition-of.ts';
import { streamName } from './stream-name.ts';
import type { TopicSpec } from './topic-admin.ts';
import { topicName } from './topic-name.ts';

const NOW = Date.now();
const EVERYTHING = { maxRecords: 10_000, maxBytes: 100_000_000 };

function record(value: string, change: Partial<NewRecord> = {}): NewRecord {
  return {
    key: Buffer.from('acme:order-1'),
    value: Buffer.from(value),
    headers: [],
    timestamp: NOW,
    ...change,
  };
}

function plain({ key, value, headers, ...rest }: LogRecord | NewRecord): unknown {
  return {
    ...rest,
    key: [...key],
    value: [...value],
    headers: headers.map(([name, content]) => [name, [...content]]),
  };
}

function texts(records: readonly LogRecord[]): readonly string[] {
  return records.map(({ value }) => Buffer.from(value).toString());
}

/** What every event log promises. `make` may give one cluster again, but other tenants each time. */
export function eventLogContract(make: () => Promise<ClusterFixture>): void {
  async function withTopic(change: Partial<TopicSpec> = {}) {
    const fixture = await make();
    const spec = ordersOf(fixture.tenant, change);
    await fixture.as.provisioner.topics.create(spec);
    return { ...fixture, topic: spec.name, log: fixture.as.tenant.log };
  }

  async function withRecords(values: readonly string[], change: Partial<TopicSpec> = {}) {
    const world = await withTopic({ partitions: 1, ...change });
    await world.log.append(
      world.topic,
      values.map((value) => record(value)),
    );
    return { ...world, start: { topic: world.topic, partition: 0, offset: 0, ...EVERYTHING } };
  }

  async function without() {
    const fixture = await make();
    const topic = topicName(fixture.tenant, streamName('nowhere'));
    return { log: fixture.as.tenant.log, topic };
  }

  describe('a record', () => {
    test('is read as it was written', async () => {
      const { log, topic } = await withTopic({ partitions: 1 });
      const written = record('', {
        key: Buffer.from([0, 255, 128]),
        value: Buffer.from([254, 0, 1]),
        headers: [
          ['ce_id', Buffer.from('1')],
          ['übung', Buffer.from([0, 200])],
          ['ce_id', Buffer.alloc(0)],
        ],
        timestamp: NOW - 5,
      });
      await log.append(topic, [written]);
      const read = await log.read({ topic, partition: 0, offset: 0, ...EVERYTHING });
      expect(read.map(plain)).toEqual([plain({ ...written, topic, partition: 0, offset: 0 })]);
    });

    test('may have an empty key and value and no headers', async () => {
      const { log, topic } = await withTopic({ partitions: 1 });
      const empty = record('', { key: Buffer.alloc(0) });
      await log.append(topic, [empty]);
      const read = await log.read({ topic, partition: 0, offset: 0, ...EVERYTHING });
      expect(read.map(plain)).toEqual([plain({ ...empty, topic, partition: 0, offset: 0 })]);
    });

    test('that is given twice is there twice', async () => {
      const { log, topic, start } = await withRecords(['once']);
      await log.append(topic, [record('once')]);
      expect(texts(await log.read(start))).toEqual(['once', 'once']);
    });

    test('as large as the limit is taken, one byte more is refused', async () => {
      const { log, topic } = await withTopic({ maxRecordBytes: 1_000 });
      const sized = (bytes: number) =>
        record('', { value: Buffer.alloc(bytes - 22), headers: [['ce_id', Buffer.alloc(5)]] });
      await expect(log.append(topic, [sized(1_000)])).resolves.toHaveLength(1);
      await expect(log.append(topic, [sized(1_001)])).rejects.toThrow(RecordTooLarge);
    });
  });

  describe('an append', () => {
    test('answers with positions in the order given', async () => {
      const { log, topic } = await withTopic();
      const keys = ['a', 'b', 'c', 'd', 'a', 'b'].map((key) => Buffer.from(key));
      const positions = await log.append(
        topic,
        keys.map((key) => record('', { key })),
      );
      expect(positions.map(({ partition }) => partition)).toEqual(
        keys.map((key) => partitionOf(key, 3)),
      );
      expect(await Promise.all(positions.map((position) => keyAt(log, topic, position)))).toEqual(
        keys.map(String),
      );
    });

    test('goes on where the last one ended', async () => {
      const { log, topic } = await withRecords(['a', 'b']);
      expect(await log.append(topic, [record('c')])).toEqual([{ partition: 0, offset: 2 }]);
    });

    test('of nothing writes nothing', async () => {
      const { log, topic } = await withTopic({ partitions: 1 });
      expect(await log.append(topic, [])).toEqual([]);
      expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 0, end: 0 }]);
    });

    test('with one record that is too large writes none', async () => {
      const { log, topic } = await withTopic({ partitions: 1, maxRecordBytes: 1_000 });
      const records = [record('a'), record('', { value: Buffer.alloc(1_001) }), record('b')];
      await expect(log.append(topic, records)).rejects.toThrow(RecordTooLarge);
      expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 0, end: 0 }]);
    });

    test('keeps the order of each key, whatever comes with it', async () => {
      const { log, topic } = await withTopic();
      const keys = fc.constantFrom('acme:1', 'acme:2', 'acme:3', 'acme-labs:1');
      const written = new Map<string, string[]>();
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(keys, { maxLength: 40 }), async (batch) => {
          const records = batch.map((key) => {
            count += 1;
            written.set(key, [...(written.get(key) ?? []), String(count)]);
            return record(String(count), { key: Buffer.from(key) });
          });
          await log.append(topic, records);
        }),
        { numRuns: 10 },
      );
      const read = await Promise.all(
        [0, 1, 2].map((partition) => log.read({ topic, partition, offset: 0, ...EVERYTHING })),
      );
      const byKey = Map.groupBy(read.flat(), ({ key }) => Buffer.from(key).toString());
      expect(new Map([...byKey].map(([key, records]) => [key, texts(records)]))).toEqual(written);
    });

    test.each([1, 7, 500])('of %i records at once can be read back', async (count) => {
      const { log, topic } = await withTopic({ partitions: 1 });
      const values = Array.from({ length: count }, (_, index) => `${index}`.padEnd(500, '.'));
      await log.append(
        topic,
        values.map((value) => record(value)),
      );
      const read = await log.read({ topic, partition: 0, offset: 0, ...EVERYTHING });
      expect(texts(read)).toEqual(values);
      expect(read.map(({ offset }) => offset)).toEqual(values.map((_, index) => index));
    });
  });

  describe('a read', () => {
    test('starts at its offset, in the middle of an append too', async () => {
      const { log, start } = await withRecords(['a', 'b', 'c']);
      expect(texts(await log.read({ ...start, offset: 1 }))).toEqual(['b', 'c']);
    });

    test('brings no more records than were asked for', async () => {
      const { log, start } = await withRecords(['a', 'b', 'c']);
      expect(texts(await log.read({ ...start, maxRecords: 2 }))).toEqual(['a', 'b']);
      expect(await log.read({ ...start, maxRecords: 0 })).toEqual([]);
    });

    test('brings no more bytes than were asked for', async () => {
      const values = ['a', 'b', 'c'].map((letter) => letter.repeat(1_000));
      const { log, start } = await withRecords(values);
      const read = await log.read({ ...start, maxBytes: 2_500 });
      expect(texts(read)).toEqual(values.slice(0, 2));
    });

    test('brings the first record even if it alone is larger', async () => {
      const values = ['a', 'b'].map((letter) => letter.repeat(1_000));
      const { log, start } = await withRecords(values);
      expect(texts(await log.read({ ...start, maxBytes: 1 }))).toEqual(values.slice(0, 1));
    });

    test('of one page after the other brings every record once', async () => {
      const values = Array.from({ length: 50 }, (_, index) => `${index}`);
      const { log, topic, start } = await withRecords(values);
      for (const value of values) {
        await log.append(topic, [record(`later ${value}`)]);
      }
      const pages: string[] = [];
      for (let offset = 0; offset < 100; offset += 7) {
        pages.push(...texts(await log.read({ ...start, offset, maxRecords: 7 })));
      }
      expect(pages).toEqual([...values, ...values.map((value) => `later ${value}`)]);
    });

    test('is empty at the end', async () => {
      const { log, start } = await withRecords(['a']);
      expect(await log.read({ ...start, offset: 1 })).toEqual([]);
    });

    test.each([2, -1])('from offset %i, which is not there, is refused', async (offset) => {
      const { log, start } = await withRecords(['a']);
      const read = log.read({ ...start, offset });
      await expect(read).rejects.toThrow(OffsetOutOfRange);
      await expect(read).rejects.toMatchObject({ facts: { earliest: 0, end: 1 } });
    });
  });

  describe('offsets', () => {
    test('are those of every partition, in order', async () => {
      const { log, topic } = await withTopic();
      const key = Buffer.from('a');
      await log.append(topic, [record('1', { key }), record('2', { key })]);
      const end = (partition: number) => (partition === partitionOf(key, 3) ? 2 : 0);
      expect(await log.offsets(topic)).toEqual(
        [0, 1, 2].map((partition) => ({ partition, earliest: 0, end: end(partition) })),
      );
    });

    test.each([
      ['before all records are the first', -1_000, 0],
      ['of a record’s own time are that record’s', 20, 1],
      ['between two records are the later one’s', 21, 2],
      ['after all records are the end', 1_000, 4],
    ])('since a time %s', async (_, since, offset) => {
      const { log, topic } = await withTopic({ partitions: 1 });
      for (const timestamp of [10, 20, 30, 40]) {
        await log.append(topic, [record('', { timestamp: NOW + timestamp })]);
      }
      expect(await log.offsetsSince(topic, NOW + since)).toEqual([{ partition: 0, offset }]);
    });

    test.each([
      [-5, 0],
      [15, 1],
      [35, 3],
      [41, 5],
    ])(
      'since %i are the first of that time or later, where times go back',
      async (since, offset) => {
        const { log, topic } = await withTopic({ partitions: 1 });
        const times = [10, 30, 20, 40, 5];
        await log.append(
          topic,
          times.slice(0, 3).map((time) => record('', { timestamp: NOW + time })),
        );
        await log.append(
          topic,
          times.slice(3).map((time) => record('', { timestamp: NOW + time })),
        );
        expect(await log.offsetsSince(topic, NOW + since)).toEqual([{ partition: 0, offset }]);
      },
    );

    test('since a time are those of every partition', async () => {
      const { log, topic } = await withTopic();
      expect(await log.offsetsSince(topic, NOW)).toEqual(
        [0, 1, 2].map((partition) => ({ partition, offset: 0 })),
      );
    });
  });

  describe('a topic that is not there', () => {
    test('takes nothing', async () => {
      const { log, topic } = await without();
      await expect(log.append(topic, [record('a')])).rejects.toThrow(TopicUnknown);
    });

    test('gives nothing', async () => {
      const { log, topic } = await without();
      const read = log.read({ topic, partition: 0, offset: 0, ...EVERYTHING });
      await expect(read).rejects.toThrow(TopicUnknown);
      await expect(log.offsets(topic)).rejects.toThrow(TopicUnknown);
      await expect(log.offsetsSince(topic, NOW)).rejects.toThrow(TopicUnknown);
    });

    test('is like a partition that is not there', async () => {
      const { log, start } = await withRecords(['a']);
      await expect(log.read({ ...start, partition: 1 })).rejects.toThrow(TopicUnknown);
    });
  });

  describe('a neighbour', () => {
    test('writes nothing into the topic', async () => {
      const { log, topic, as } = await withRecords(['a']);
      const intrusion = as.neighbour.log.append(topic, [record('b')]);
      await expect(intrusion).rejects.toThrow(NotAuthorized);
      expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 0, end: 1 }]);
    });

    test('reads nothing of the topic', async () => {
      const { topic, start, as } = await withRecords(['a']);
      await expect(as.neighbour.log.read(start)).rejects.toThrow(NotAuthorized);
      await expect(as.neighbour.log.offsets(topic)).rejects.toThrow(NotAuthorized);
      await expect(as.neighbour.log.offsetsSince(topic, NOW)).rejects.toThrow(NotAuthorized);
    });

    test('does not learn whether there is such a topic', async () => {
      const { tenant, as } = await make();
      const { name } = ordersOf(tenant);
      await expect(as.neighbour.log.offsets(name)).rejects.toThrow(NotAuthorized);
    });

    test('has a topic of its own', async () => {
      const { log, topic, neighbour, as } = await withRecords(['a']);
      const theirs = ordersOf(neighbour, { partitions: 1 });
      await as.provisioner.topics.create(theirs);
      await as.neighbour.log.append(theirs.name, [record('theirs')]);
      const read = (from: EventLog, name: typeof topic) =>
        from.read({ topic: name, partition: 0, offset: 0, ...EVERYTHING });
      expect(texts(await read(as.neighbour.log, theirs.name))).toEqual(['theirs']);
      expect(texts(await read(log, topic))).toEqual(['a']);
    });
  });
}

async function keyAt(
  log: EventLog,
  topic: LogRecord['topic'],
  position: { readonly partition: number; readonly offset: number },
): Promise<string> {
  const [found] = await log.read({ topic, ...position, maxRecords: 1, maxBytes: 1_000_000 });
  return Buffer.from(found?.key ?? []).toString();
}
