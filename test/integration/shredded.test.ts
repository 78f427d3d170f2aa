import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Embedded, openEmbedded } from '@tributary/adapter-embedded';
import { platformCatalogue } from '@tributary/catalogue';
import { publishedView } from '@tributary/contract';
import { kafkaEvent } from '@tributary/domain/consumption';
import { KeyRing } from '@tributary/domain/keys';
import { cellId } from '@tributary/domain/placement';
import { type LogRecord, POOL, streamName, topicName } from '@tributary/domain/topics';
import { MINUTE_MS, systemClock } from '@tributary/kernel';
import type { Log, PlatformOptions } from '@tributary/local';
import { type BatchReport, createConsumer } from '@tributary/sdk/consume';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consumerModules, receivedIn } from './support/recording-consumers.ts';
import { RunningPlatform } from './support/running-platform.ts';
import { until } from './support/until.ts';

const EVENTS = 40;
const CELL = cellId('cell-1');
const USERS = streamName('users');
const topic = topicName(POOL, USERS);
const KEY_TABLES = ['branch_keys', 'routing_keys', 'tombstones'];

let home: string;
let directory: string;
let received: string;
let running: RunningPlatform;
const published = new Map<string, string[]>();
const logged: string[] = [];

const keepLine: Log = (level, message, facts) => {
  logged.push(`${JSON.stringify({ level, message, ...facts })}\n`);
};

/** The consumer of the stream comes late: nobody has read the topic before it. */
function withLateConsumer(): Partial<PlatformOptions> {
  return {
    directory,
    log: keepLine,
    catalogue: {
      module: new URL('./support/recording-consumers.ts', import.meta.url).href,
      export: 'catalogue',
    },
    consumers: consumerModules(received),
  };
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tributary-shredded-'));
  directory = join(home, 'state');
  received = join(home, 'received.ndjson');
  running = await RunningPlatform.start({ directory, log: keepLine });
  await Promise.all([running.onboard('gone', 'starter'), running.onboard('stays', 'starter')]);
  for (let at = 0; at < EVENTS; at += 1) {
    for (const tenant of ['gone', 'stays']) {
      await publish(tenant, at);
    }
  }
  await running.ended('POST', '/tenants/gone/erasures', { confirm: 'gone', basis: 'ended' });
  await stop();
}, 60_000);

afterAll(async () => {
  await stop();
  await rm(home, { recursive: true });
});

function stop(): Promise<void> {
  return running[Symbol.asyncDispose]();
}

async function publish(tenant: string, at: number): Promise<number> {
  const answer = await running.call('POST', `/tenants/${tenant}/events`, {
    body: {
      stream: 'users',
      type: 'UserDeactivated',
      aggregate: `user-${at}`,
      data: { userId: `user-${at}`, reason: 'left', deactivatedAt: '2026-01-31T09:30:00Z' },
    },
  });
  const receipts = publishedView.safeParse(answer.body);
  const ids = receipts.success ? receipts.data.events.map(({ id }) => id) : [];
  published.set(tenant, [...(published.get(tenant) ?? []), ...ids]);
  return answer.status;
}

async function offsets(embedded: Embedded) {
  const { groups, log } = embedded.sessions.session(CELL, {
    kind: 'shared-consumer',
    stream: USERS,
  });
  const group = (await groups.list()).find((name) => name.includes('.record-users.'));
  const committed = group === undefined ? [] : await groups.committed(group, topic);
  return { ends: await log.offsets(topic), committed };
}

describe('while the key table is empty', () => {
  const kept = new Map<string, readonly Readonly<Record<string, unknown>>[]>();

  beforeAll(async () => {
    await using embedded = await openEmbedded({ directory });
    const { keys } = embedded.files;
    for (const table of KEY_TABLES) {
      kept.set(table, keys.all(`SELECT * FROM ${table}`));
      keys.run(`DELETE FROM ${table}`);
    }
    running = await RunningPlatform.start(withLateConsumer());
  });

  afterAll(async () => {
    await stop();
    await using embedded = await openEmbedded({ directory });
    for (const [table, rows] of kept) {
      for (const row of rows) {
        const names = Object.keys(row);
        embedded.files.keys.run(
          `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
          ...Object.values(row).map(stored),
        );
      }
    }
  });

  function stored(value: unknown): string | number | null | Uint8Array {
    if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) {
      return value;
    }
    return null;
  }

  test('every partition calls the operator, and no offset advances', async () => {
    await using embedded = await openEmbedded({ directory });
    const { ends } = await offsets(embedded);
    const filled = ends.filter(({ end }) => end > 0).map(({ partition }) => partition);
    await until('all partitions have called', () =>
      filled.every((partition) => callsFor(partition) > 1) ? true : undefined,
    );
    expect((await offsets(embedded)).committed.filter(({ offset }) => offset > 0)).toEqual([]);
    expect(await receivedIn(received)).toEqual([]);
  });

  function callsFor(partition: number): number {
    return logged
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line))
      .filter((line) => line.topic === topic && line.partition === partition)
      .filter(
        ({ code, level, remedy }) =>
          [code, level, remedy].join() === ['keys.missing', 'error', 'call-operator'].join(),
      ).length;
  }

  test('nothing is published, and who asks is told to call the operator', async () => {
    await using embedded = await openEmbedded({ directory });
    const before = (await offsets(embedded)).ends;
    expect(await publish('stays', EVENTS)).toBe(500);
    const problem = await running.refused('GET', '/tenants/stays/events?stream=users');
    expect(problem).toMatchObject({ code: 'keys.missing', remedy: 'call-operator' });
    expect((await offsets(embedded)).ends).toEqual(before);
  });
});

describe('once the keys are back', () => {
  beforeAll(async () => {
    running = await RunningPlatform.start(withLateConsumer());
  });

  test('a consumer that starts from the beginning gets the events of those who stayed, and no others', async () => {
    await running.platform.idle();
    const handled = (await receivedIn(received)).filter(
      ({ consumer }) => consumer === 'record-users',
    );
    expect(new Set(handled.map(({ tenant }) => tenant))).toEqual(new Set(['stays']));
    expect(handled.map(({ id }) => id).toSorted()).toEqual(published.get('stays')?.toSorted());
  });

  test('it has passed over the shredded records without a stall', async () => {
    await using embedded = await openEmbedded({ directory });
    const { committed, ends } = await offsets(embedded);
    const filled = ends.filter(({ end }) => end > 0);
    expect(committed).toEqual(filled.map(({ end, partition }) => ({ partition, offset: end })));
  });

  test('what comes later is handled', async () => {
    expect(await publish('stays', EVENTS + 1)).toBe(201);
    await running.platform.idle();
    const ids = (await receivedIn(received)).map(({ id }) => id);
    expect(ids).toContain(published.get('stays')?.at(-1));
  });

  test('a consumer counts them', async () => {
    await using embedded = await openEmbedded({ directory });
    const reports: BatchReport[] = [];
    const consumer = createConsumer(
      { name: 'counting', stream: 'users', on: { UserDeactivated: () => undefined } },
      {
        catalogue: platformCatalogue,
        clock: systemClock,
        keyRing: new KeyRing({ vault: embedded.vault, clock: systemClock }),
        journal: embedded.journal,
        projections: embedded.projections,
        quarantine: embedded.quarantine,
        log: () => undefined,
      },
      { observe: (report) => reports.push(report) },
    );
    const event = kafkaEvent(await all(embedded), { eventSourceArn: 'arn', bootstrapServers: '' });
    const response = await consumer(event, { getRemainingTimeInMillis: () => MINUTE_MS });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(reports).toEqual([
      expect.objectContaining({ shredded: EVENTS, handled: EVENTS + 1, quarantined: 0, failed: 0 }),
    ]);
  });

  async function all(embedded: Embedded): Promise<readonly LogRecord[]> {
    const { log } = embedded.sessions.session(CELL, { kind: 'replayer', stream: USERS });
    const partitions = (await log.offsets(topic)).map(({ earliest, partition }) =>
      log.read({ topic, partition, offset: earliest, maxRecords: 1_000, maxBytes: 1_000_000 }),
    );
    return (await Promise.all(partitions)).flat();
  }
});
