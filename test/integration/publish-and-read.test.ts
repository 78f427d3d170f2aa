import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import { eventDraft, Publisher, type RecordOutcome, readRecord } from '@tributary/domain/events';
import {
  ACME,
  BRIDGED,
  CELL,
  GLOBEX,
  MAX_EVENT_BYTES,
  ORDERS,
  RETURNS,
  SHOP,
  tenant,
} from '@tributary/domain/events/testing';
import { KeyRing } from '@tributary/domain/keys';
import { LeasedRate } from '@tributary/domain/quotas';
import {
  type EventLog,
  NotAuthorized,
  POOL,
  parseTopic,
  RecordTooLarge,
  type TopicName,
  topicName,
} from '@tributary/domain/topics';
import { HOUR_MS } from '@tributary/kernel';
import { ManualClock } from '@tributary/kernel/testing';
import { createPublisher, eventIds } from '@tributary/sdk/publish';
import { describe, expect, onTestFinished, test } from 'vitest';

const POOL_ORDERS = topicName(POOL, ORDERS);
const ACME_ORDERS = topicName(ACME, ORDERS);

async function openLog() {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-publish-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const clock = new ManualClock();
  const embedded = await openEmbedded({ directory, clock });
  onTestFinished(() => embedded[Symbol.asyncDispose]());
  await embedded.cells.add({ id: CELL, kind: 'shared', profile: 'embedded' });
  const { topics } = embedded.sessions.session(CELL, { kind: 'provisioner' });
  const names = [POOL_ORDERS, topicName(POOL, RETURNS), ACME_ORDERS, topicName(ACME, RETURNS)];
  for (const name of names) {
    const size = { partitions: 3, retentionMs: HOUR_MS, maxRecordBytes: MAX_EVENT_BYTES };
    await topics.create({ name, ...size });
  }
  await embedded.vault.create(ACME);
  await embedded.vault.create(GLOBEX);
  const keyRing = new KeyRing({ vault: embedded.vault, clock });
  const ports = {
    registry: embedded.registry,
    catalogue: SHOP,
    keyRing,
    rate: new LeasedRate({ budget: embedded.rateBudget, clock }),
    sessions: embedded.sessions,
    clock,
    newId: eventIds(clock),
    principal: () => ({ kind: 'publisher', streams: [ORDERS, RETURNS] }) as const,
  };
  return { clock, embedded, keyRing, ports };
}

async function readAll(
  { embedded, keyRing }: Awaited<ReturnType<typeof openLog>>,
  topic: TopicName,
): Promise<readonly RecordOutcome[]> {
  const { log } = embedded.sessions.session(CELL, { kind: 'shared-consumer', stream: ORDERS });
  const records = await recordsOf(log, topic);
  const tools = { keyRing, catalogue: SHOP };
  return Promise.all(records.map((record) => readRecord(record, parseTopic(topic), tools)));
}

async function recordsOf(log: EventLog, topic: TopicName) {
  const partitions = await log.offsets(topic);
  const size = { maxRecords: 1_000, maxBytes: 1_000_000 };
  const reads = partitions.map(({ partition }) =>
    log.read({ topic, partition, offset: 0, ...size }),
  );
  return (await Promise.all(reads)).flat();
}

const ORDER = {
  stream: 'orders',
  type: 'OrderPlaced',
  aggregate: 'order-1',
  data: { total: 1 },
} as const;

describe('over the embedded log', () => {
  test('two tenants of one pool get what was published for them, in order', async () => {
    const opened = await openLog();
    await opened.embedded.registry.write({ tenant: tenant(ACME) });
    await opened.embedded.registry.write({ tenant: tenant(GLOBEX) });
    const publisher = createPublisher(new Publisher(opened.ports), opened);
    const totals = Array.from({ length: 100 }, (_, total) => total);
    const events = totals.map((total) => ({ ...ORDER, data: { total } }));
    await Promise.all([
      publisher.publishBatch(ACME, events),
      publisher.publishBatch(GLOBEX, events),
    ]);
    const read = (await readAll(opened, POOL_ORDERS)).filter(({ kind }) => kind === 'event');
    for (const id of [ACME, GLOBEX]) {
      const own = read.filter((outcome) => outcome.kind === 'event' && outcome.event.tenant === id);
      expect(own).toMatchObject(totals.map((total) => ({ event: { data: { total } } })));
    }
    expect(read).toHaveLength(200);
  });

  test('the probe comes through beside the events', async () => {
    const opened = await openLog();
    await opened.embedded.registry.write({ tenant: { ...tenant(ACME), state: 'provisioning' } });
    await new Publisher(opened.ports).publishProbe(ACME, ORDERS, 'nonce-1');
    expect(await readAll(opened, POOL_ORDERS)).toMatchObject([
      { kind: 'probe', probe: { tenant: ACME, nonce: 'nonce-1' } },
    ]);
  });

  test.each([
    ['plain', BRIDGED, ORDERS, ACME_ORDERS],
    ['sealed', BRIDGED, RETURNS, topicName(ACME, RETURNS)],
  ])(
    'an event at the limit fits into the topic, and one byte more is refused before: %s',
    async (_, tier, stream, topic) => {
      const opened = await openLog();
      await opened.embedded.registry.write({ tenant: tenant(ACME, tier) });
      const publisher = new Publisher(opened.ports);
      const publish = (length: number) => {
        const data = { total: 1, note: 'x'.repeat(length) };
        return publisher.publish(ACME, eventDraft({ ...ORDER, stream, data }, opened.clock.now()));
      };
      const tooLarge: unknown = await publish(MAX_EVENT_BYTES).catch((error: unknown) => error);
      expect(tooLarge).toBeInstanceOf(RecordTooLarge);
      const bytes = tooLarge instanceof RecordTooLarge ? Number(tooLarge.facts['bytes']) : 0;
      const room = 2 * MAX_EVENT_BYTES - bytes;
      await expect(publish(room)).resolves.toMatchObject({ topic });
      await expect(publish(room + 1)).rejects.toThrow(RecordTooLarge);
    },
  );

  test('the identity of the publisher decides where it may write', async () => {
    const opened = await openLog();
    await opened.embedded.registry.write({ tenant: tenant(ACME) });
    const publisher = new Publisher({
      ...opened.ports,
      principal: (id) => ({ kind: 'tenant', tenant: id }),
    });
    const publishing = createPublisher(publisher, opened).publish(ACME, ORDER);
    await expect(publishing).rejects.toThrow(NotAuthorized);
    expect(await readAll(opened, POOL_ORDERS)).toEqual([]);
  });
});
