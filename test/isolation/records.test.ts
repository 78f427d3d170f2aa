import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Embedded, openEmbedded } from '@tributary/adapter-embedded';
import { publishedView } from '@tributary/contract';
import { cellId } from '@tributary/domain/placement';
import { CANARY_TENANT, tenantId } from '@tributary/domain/tenancy';
import {
  type LogRecord,
  type NewRecord,
  POOL,
  streamName,
  type TopicOwner,
  topicName,
} from '@tributary/domain/topics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consumerModules, receivedIn } from '../integration/support/recording-consumers.ts';
import { RunningPlatform } from '../integration/support/running-platform.ts';
import { until } from '../integration/support/until.ts';
import {
  copied,
  type Forgery,
  insideOwn,
  twoHeaders,
  underOwnHeader,
  underOwnKey,
  underOwnKeyAndHeader,
} from './support/forged-records.ts';

const TENANTS = {
  acme: { tier: 'business', cell: 'cell-1', owner: tenantId('acme') },
  'acme-labs': { tier: 'business', cell: 'cell-1', owner: tenantId('acme-labs') },
  hooli: { tier: 'starter', cell: 'cell-1', owner: POOL },
  pied: { tier: 'starter', cell: 'cell-1', owner: POOL },
  initech: { tier: 'enterprise', cell: 'silo-initech', owner: tenantId('initech') },
} as const satisfies Record<string, { tier: string; cell: string; owner: TopicOwner }>;

type Name = keyof typeof TENANTS;

let running: RunningPlatform;
let embedded: Embedded;
let scratch: string;
let received: string;
let published = 0;
const logged: string[] = [];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tributary-received-'));
  received = join(scratch, 'received.ndjson');
  // The threads that run consumers log to the standard error of the process.
  running = await RunningPlatform.start({
    catalogue: {
      module: new URL('../integration/support/recording-consumers.ts', import.meta.url).href,
      export: 'catalogue',
    },
    consumers: consumerModules(received),
    log: (level, message, facts) => {
      logged.push(`${JSON.stringify({ level, message, ...facts })}\n`);
    },
  });
  const tenants = Object.entries(TENANTS);
  await Promise.all(tenants.map(([id, { tier }]) => running.onboard(id, tier)));
  embedded = await openEmbedded({ directory: running.platform.directory });
}, 120_000);

afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
  await running[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true });
});

/** A sealed stream, and one that is plain in topics of a tenant's own. */
const EVENTS = {
  users: {
    type: 'UserDeactivated',
    data: { userId: 'u-1', reason: 'left', deactivatedAt: '2026-01-31T09:30:00Z' },
  },
  tenants: { type: 'FeatureEnabled', data: { feature: 'dark-mode' } },
} as const;

type Stream = keyof typeof EVENTS;

/** A new event of the tenant, as it stands in the log. */
async function eventOf(
  tenant: Name,
  stream: Stream,
  aggregate?: string,
): Promise<{ readonly id: string; readonly record: LogRecord }> {
  published += 1;
  const body = { stream, ...EVENTS[stream], aggregate: aggregate ?? `a-${published}` };
  const answer = await running.call('POST', `/tenants/${tenant}/events`, { body });
  const [receipt] = publishedView.parse(answer.body).events;
  const { cell, owner } = TENANTS[tenant];
  const { log } = running.platform.streamSession(stream, cell);
  const [record] = await log.read({
    topic: topicName(owner, streamName(stream)),
    partition: receipt?.partition ?? 0,
    offset: receipt?.offset ?? 0,
    maxRecords: 1,
    maxBytes: 1,
  });
  if (receipt === undefined || record === undefined) {
    throw new Error('what was published is not in the log');
  }
  return { id: receipt.id, record };
}

/** Writes to the topic in which the tenant's events are; resolves with the place in the log. */
async function plant(into: Name, stream: Stream, record: NewRecord): Promise<string> {
  const { cell, owner } = TENANTS[into];
  const topic = topicName(owner, streamName(stream));
  const { log } = embedded.sessions.session(cellId(cell), {
    kind: 'publisher',
    streams: [streamName(stream)],
  });
  const [position] = await log.append(topic, [record]);
  return `${topic}/${position?.partition}/${position?.offset}`;
}

type Handled = { readonly tenant: string; readonly id: string };

async function handled(stream: Stream, ids: readonly string[]): Promise<readonly Handled[]> {
  await running.platform.idle();
  return (await receivedIn(received))
    .filter(({ consumer, id }) => consumer === `record-${stream}` && ids.includes(id))
    .map(({ id, tenant }) => ({ id, tenant }));
}

async function quarantined(owner: string, stream: Stream, place: string): Promise<unknown> {
  const tenant = owner === 'canary' ? CANARY_TENANT : tenantId(owner);
  const found = await embedded.quarantine.find(tenant, `record-${stream}/${place}`);
  return found?.reason;
}

/** The line of the log about the record that `consumer` found at the place. */
function lineAbout(consumer: string, place: string): Promise<unknown> {
  return until('the log tells of the record', () =>
    logged
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line))
      .filter((line) => line.consumer === consumer)
      .find(({ offset, partition, topic }) => `${topic}/${partition}/${offset}` === place),
  );
}

type Crossing = {
  readonly from: Name;
  readonly into: Name;
  readonly stream: Stream;
  readonly forgery: Forgery;
  readonly reason: string;
  /** In whose quarantine it is; `canary` is the platform's own. */
  readonly held: Name | 'canary';
};

const mismatch = { reason: 'event.tenant-mismatch', held: 'canary' } as const;

function crossing(
  from: Name,
  into: Name,
  stream: Stream,
  forgery: Forgery,
  outcome: Pick<Crossing, 'reason' | 'held'>,
): Crossing & { readonly how: string } {
  return { from, into, stream, forgery, how: forgery.how, ...outcome };
}

const refused = { reason: 'envelope.refused', held: 'canary' } as const;

const CROSSINGS = [
  crossing('acme', 'acme-labs', 'users', copied, mismatch),
  crossing('acme', 'acme-labs', 'users', underOwnKey, mismatch),
  crossing('acme', 'acme-labs', 'users', underOwnHeader, mismatch),
  crossing('acme', 'acme-labs', 'users', underOwnKeyAndHeader, refused),
  crossing('acme', 'acme-labs', 'users', insideOwn, refused),
  crossing('acme', 'acme-labs', 'tenants', copied, mismatch),
  crossing('acme', 'acme-labs', 'tenants', underOwnKey, mismatch),
  crossing('acme', 'acme-labs', 'tenants', underOwnHeader, mismatch),
  crossing('acme', 'acme-labs', 'tenants', underOwnKeyAndHeader, mismatch),
  crossing('acme', 'acme-labs', 'tenants', insideOwn, mismatch),
  crossing('hooli', 'pied', 'users', underOwnKey, mismatch),
  crossing('hooli', 'pied', 'users', underOwnHeader, mismatch),
  crossing('hooli', 'pied', 'users', underOwnKeyAndHeader, refused),
  crossing('hooli', 'pied', 'users', insideOwn, refused),
  crossing('hooli', 'acme', 'users', copied, mismatch),
  crossing('acme', 'hooli', 'users', underOwnKeyAndHeader, refused),
  crossing('acme', 'hooli', 'tenants', underOwnKeyAndHeader, {
    reason: 'event.seal-missing',
    held: 'canary',
  }),
  crossing('initech', 'acme', 'users', copied, mismatch),
  crossing('acme', 'initech', 'users', copied, mismatch),
  crossing('acme', 'initech', 'tenants', underOwnKeyAndHeader, mismatch),
];

describe.each(CROSSINGS)('a record of $from ($stream) in the topic of $into, $how', (each) => {
  const { forgery, from, held, into, reason, stream } = each;

  test('reaches no handler, is quarantined as a security event, and stalls nobody', async () => {
    const theirs = await eventOf(from, stream);
    const aggregate = `both-${published}`;
    const own = await eventOf(into, stream, aggregate);
    const place = await plant(
      into,
      stream,
      forgery.make({ theirs: theirs.record, own: own.record, ownId: into }),
    );
    const after = await eventOf(into, stream, aggregate);
    expect(new Set(await handled(stream, [theirs.id, own.id, after.id]))).toEqual(
      new Set([
        { id: theirs.id, tenant: from },
        { id: own.id, tenant: into },
        { id: after.id, tenant: into },
      ]),
    );
    expect(await quarantined(held, stream, place)).toBe(reason);
    expect(await lineAbout(`record-${stream}`, place)).toMatchObject({
      level: 'error',
      security: true,
      code: reason,
    });
  });
});

test('a record with both tenants in its headers is put in quarantine', async () => {
  const theirs = await eventOf('acme', 'users');
  const own = await eventOf('acme-labs', 'users');
  const forged = twoHeaders.make({ theirs: theirs.record, own: own.record, ownId: 'acme-labs' });
  const place = await plant('acme-labs', 'users', forged);
  expect(await handled('users', [theirs.id])).toEqual([{ id: theirs.id, tenant: 'acme' }]);
  expect(await quarantined('acme-labs', 'users', place)).toBe('event.headers-invalid');
});

test("a tenant's own record in the topic of another of its streams is a security event", async () => {
  const { id, record } = await eventOf('acme', 'users');
  const place = await plant('acme', 'tenants', record);
  expect(await handled('tenants', [id])).toEqual([]);
  expect(await quarantined('canary', 'tenants', place)).toBe('event.tenant-mismatch');
});

test('what one tenant has in quarantine is not there for another', async () => {
  const own = await eventOf('acme-labs', 'users');
  const theirs = await eventOf('acme', 'users');
  const forged = twoHeaders.make({
    theirs: theirs.record,
    own: own.record,
    ownId: 'acme-labs',
  });
  const place = await plant('acme-labs', 'users', forged);
  await running.platform.idle();
  expect(await quarantined('acme-labs', 'users', place)).toBe('event.headers-invalid');
  expect(await quarantined('acme', 'users', place)).toBeUndefined();
  expect(await quarantined('acme', 'users', `../acme-labs/${place}`)).toBeUndefined();
});

test('an event with the id of another tenant’s event is an event of its own', async () => {
  const id = '0199f3a0-0000-7000-8000-0000000000bb';
  for (const tenant of ['hooli', 'pied']) {
    const body = { stream: 'users', ...EVENTS.users, aggregate: 'same', id };
    await running.call('POST', `/tenants/${tenant}/events`, { body });
  }
  expect((await handled('users', [id])).map(({ tenant }) => tenant).toSorted()).toEqual([
    'hooli',
    'pied',
  ]);
});
