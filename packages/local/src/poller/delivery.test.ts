import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import { platformCatalogue } from '@tributary/catalogue';
import { ConsumerFailed } from '@tributary/domain/consumption';
import { cellId, consumerOf } from '@tributary/domain/placement';
import { groupName, POOL, streamName, topicName } from '@tributary/domain/topics';
import { type Facts, systemClock } from '@tributary/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Delivery } from './delivery.ts';

const CELL = cellId('cell-1');
const stream = streamName('orders');
const topic = topicName(POOL, stream);
const consumer = 'order-notices';
const group = groupName({ owner: POOL, stream, consumer, epoch: 1 });

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tributary-delivery-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('a handler that dies of what an event says leaves nothing of it in the log', async () => {
  await using embedded = await openEmbedded({ directory });
  await embedded.cells.add({ id: CELL, kind: 'shared', profile: 'embedded' });
  const { topics } = embedded.sessions.session(CELL, { kind: 'provisioner' });
  await topics.create({ name: topic, partitions: 1, retentionMs: 60_000, maxRecordBytes: 1_000 });
  const { log } = embedded.sessions.session(CELL, { kind: 'publisher', streams: [stream] });
  const record = { key: Buffer.from('acme:1'), value: Buffer.from('x'), headers: [] };
  await log.append(topic, [{ ...record, timestamp: Date.now() }]);

  const logged = Promise.withResolvers<Facts>();
  const died = new TypeError('no address for ada@example.com');
  const delivery = new Delivery({
    subscription: { group, cell: CELL, topic, owner: POOL, stream, consumer, epoch: 1 },
    definition: { ...consumerOf(platformCatalogue, consumer), batchWindowMs: 0 },
    session: embedded.sessions.session(CELL, { kind: 'shared-consumer', stream }),
    source: { eventSourceArn: 'cell-1', bootstrapServers: '' },
    invoke: () => Promise.reject(new ConsumerFailed({ consumer, how: 'crashed' }, { cause: died })),
    wake: () => Promise.resolve(),
    clock: systemClock,
    log: (_level, _message, told = {}) => logged.resolve(told),
  });
  const facts = await logged.promise;
  await delivery.stop();
  expect(facts).toMatchObject({
    code: 'consumer.failed',
    how: 'crashed',
    cause: 'TypeError',
    group,
  });
  expect(JSON.stringify(facts)).not.toContain('ada@example.com');
});
