import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import { type EventView, type OperationView, offsetsView, tenantView } from '@tributary/contract';
import { verifyCertificate } from '@tributary/domain/erasure';
import { eventId } from '@tributary/domain/events';
import { KeyRing } from '@tributary/domain/keys';
import { cellId } from '@tributary/domain/placement';
import { tenantId } from '@tributary/domain/tenancy';
import { aggregateId, parseTopic, streamName } from '@tributary/domain/topics';
import { systemClock } from '@tributary/kernel';
import { plainRecord, sealedRecord, type WrittenEvent } from '@tributary/sdk/consume/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf } from './support/activity-load.ts';
import { canaryEvents } from './support/canary-events.ts';
import { PlatformProcess, runToEnd } from './support/platform-process.ts';
import { Traces } from './support/traces.ts';
import { until } from './support/until.ts';

const ERASED = { pooled: 'starter', bridged: 'business', siloed: 'enterprise' };
const NEIGHBOURS = { 'pooled-too': 'starter', 'bridged-too': 'business' };
const STREAMS = [
  'analytics',
  'orders',
  'users',
  'identity',
  'notifications',
  'subscriptions',
  'tenants',
];

let home: string;
let state: string;
let platform: PlatformProcess;
const canaries = new Map<string, Buffer | string>();
const canaryOf = (tenant: string) => String(canaries.get(tenant));
let tracesBefore: readonly string[];
let eventsBefore: ReadonlyMap<string, readonly EventView[]>;
const erasures = new Map<string, OperationView>();

const erased = Object.keys(ERASED);
const neighbours = Object.keys(NEIGHBOURS);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tributary-erasure-'));
  state = join(home, 'state');
  platform = await PlatformProcess.start(state);
  const tenants = Object.entries({ ...ERASED, ...NEIGHBOURS });
  for (const [id] of tenants) {
    canaries.set(id, `canary-${randomBytes(12).toString('hex')}`);
  }
  await Promise.all(tenants.map(([id, tier]) => platform.api.onboard(id, tier)));
  for (const [id] of tenants) {
    const body = { events: canaryEvents(canaryOf(id)) };
    expect(await platform.api.call('POST', `/tenants/${id}/events`, { body })).toMatchObject({
      status: 201,
    });
    await publishUnfit(id);
    await noteKeys(id);
  }
  for (const [id] of tenants) {
    await Promise.all(['analytics', 'orders'].map((stream) => caughtUp(id, stream)));
  }
  eventsBefore = await eventsOfNeighbours();
  tracesBefore = await traces(canaries).inFiles(state);
  for (const id of erased) {
    const body = { confirm: id, basis: 'contract ended' };
    erasures.set(id, await platform.api.done('POST', `/tenants/${id}/erasures`, body));
  }
}, 120_000);

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

function traces(contents: ReadonlyMap<string, Buffer | string>): Traces {
  return new Traces(contents);
}

/** Records that end in quarantine: one that was sealed, and in topics of its own one that never was. */
async function publishUnfit(tenant: string): Promise<void> {
  await using embedded = await openEmbedded({ directory: state });
  const keyRing = new KeyRing({ vault: embedded.vault, clock: systemClock });
  const canary = canaryOf(tenant);
  const unfit: WrittenEvent = {
    tenant: tenantId(tenant),
    stream: streamName('analytics'),
    type: 'UserActivityRecorded',
    aggregate: aggregateId(`${canary}-unfit`),
    id: eventId(randomUUID()),
    time: Date.now(),
    epoch: 1,
    data: { [canary]: canary, activity: canary, details: canary },
  };
  const view = tenantView.parse((await platform.api.call('GET', `/tenants/${tenant}`)).body);
  const { cell, model, topic } =
    view.streams.find(({ stream }) => stream === 'analytics') ?? notThere();
  const { log } = embedded.sessions.session(cellId(cell), {
    kind: 'publisher',
    streams: [unfit.stream],
  });
  const records = [await sealedRecord(unfit, keyRing), plainRecord(unfit)];
  await log.append(parseTopic(topic).topic, model === 'pool' ? records.slice(0, 1) : records);
}

function notThere(): never {
  throw new RangeError('what is looked for is not there');
}

/** The keys of a tenant that will be erased, as the processes hold them and as they are stored. */
async function noteKeys(tenant: string): Promise<void> {
  await using embedded = await openEmbedded({ directory: state });
  const { keys } = embedded.files;
  const wrapped = (table: string) => {
    const row = keys.get(`SELECT wrapped FROM ${table} WHERE tenant = ?`, tenant);
    return row?.['wrapped'] instanceof Uint8Array ? Buffer.from(row['wrapped']) : notThere();
  };
  const { material } = await embedded.vault.branchKey(tenantId(tenant), 'current');
  canaries.set(`${tenant}: branch key`, material);
  canaries.set(`${tenant}: routing key`, await embedded.vault.routingKey(tenantId(tenant)));
  canaries.set(`${tenant}: wrapped branch key`, wrapped('branch_keys'));
  canaries.set(`${tenant}: wrapped routing key`, wrapped('routing_keys'));
}

function caughtUp(tenant: string, stream: string): Promise<true> {
  return until('the consumers have caught up', async () => {
    const path = `/tenants/${tenant}/offsets?stream=${stream}`;
    const { body } = await platform.api.call('GET', path);
    const { consumers, partitions } = offsetsView.parse(body);
    const isThere = consumers.every(({ committed }) =>
      partitions.every(
        ({ end, partition }) =>
          end === 0 || committed.find((each) => each.partition === partition)?.offset === end,
      ),
    );
    return isThere ? true : undefined;
  });
}

async function eventsOfNeighbours(): Promise<ReadonlyMap<string, readonly EventView[]>> {
  const places = neighbours.flatMap((tenant) => STREAMS.map((stream) => [tenant, stream] as const));
  const found = places.map(async ([tenant, stream]) => {
    return [`${tenant} ${stream}`, await eventsOf(platform.api, tenant, stream)] as const;
  });
  return new Map(await Promise.all(found));
}

/** The canaries of some tenants and of their keys. */
function of(tenants: readonly string[]): ReadonlyMap<string, Buffer | string> {
  return new Map([...canaries].filter(([name]) => tenants.includes(name.split(':')[0] ?? '')));
}

describe('before the erasure', () => {
  test.each([
    ['pooled', 'consumers/'],
    ['bridged', 'consumers/'],
    ['bridged', 'cells/cell-1/log.db'],
    ['bridged', 'quarantine/bridged/'],
    ['siloed', 'cells/silo-siloed/log.db'],
    ['siloed', 'quarantine/siloed/'],
    ['pooled: wrapped branch key', 'keys.db'],
    ['siloed: wrapped routing key', 'keys.db'],
  ])('a trace of %s is found in %s', (name, place) => {
    const found = tracesBefore.filter((trace) => trace.includes(`: ${name} (`));
    expect(found.filter((trace) => trace.startsWith(place))).not.toEqual([]);
  });

  test('no trace of an event that is sealed is in a shared topic, and none of a key is anywhere', () => {
    const found = tracesBefore.filter(
      (trace) =>
        / (branch|routing) key \(/.test(trace) ||
        (trace.startsWith('cells/cell-1/') && trace.includes(': pooled')),
    );
    expect(found.filter((trace) => !trace.includes('wrapped'))).toEqual([]);
  });
});

describe('after the erasure', () => {
  test.each(erased)('%s is unreadable', async (tenant) => {
    expect(erasures.get(tenant)).toMatchObject({ state: 'succeeded' });
    const { body } = await platform.api.call('GET', `/tenants/${tenant}`);
    expect(tenantView.parse(body).state).toBe('unreadable');
  });

  test('no trace is in any file while the platform runs', async () => {
    expect(await traces(of(erased)).inFiles(state)).toEqual([]);
  });

  test('no trace is in any line that the platform has said', () => {
    expect(traces(canaries).inText('output', platform.output)).toEqual([]);
  });

  test('what others have published is still read, event for event', async () => {
    expect(await eventsOfNeighbours()).toEqual(eventsBefore);
    const shown = new Traces(of(neighbours)).inText('events', JSON.stringify([...eventsBefore]));
    expect(shown).toHaveLength(neighbours.length);
  });

  describe.each(erased)('the certificate of %s', (tenant) => {
    const key = () => join(state, 'signing-key.pub.pem');
    const file = () => String(erasures.get(tenant)?.notes['certificate']);

    test('verifies, offline and by the command', async () => {
      const signed: unknown = JSON.parse(await readFile(file(), 'utf8'));
      expect(verifyCertificate(signed, await readFile(key(), 'utf8'))).toMatchObject({
        kind: 'valid',
        signer: 'trusted',
        certificate: { tenant, state: 'unreadable', basis: 'contract ended' },
      });
      const args = ['certificates', 'verify', file(), '--key', key()];
      expect(await runToEnd('tributary', args)).toMatchObject({ code: 0 });
    });

    test('proves nothing once it is changed', async () => {
      const text = await readFile(file(), 'utf8');
      const changed = join(home, `${tenant}.changed.json`);
      await writeFile(changed, text.replace('"unreadable"', '"erased"'));
      const signed: unknown = JSON.parse(await readFile(changed, 'utf8'));
      expect(verifyCertificate(signed)).toEqual({ kind: 'invalid', reason: 'signature-wrong' });
      const end = await runToEnd('tributary', ['certificates', 'verify', changed]);
      expect(end).toMatchObject({ code: 1, stdout: '' });
      expect(end.stderr).toContain('it was changed');
    });
  });

  test('no trace is in any file or line after a stop', async () => {
    const { stderr, stdout } = await platform.end('SIGINT');
    expect(await traces(of(erased)).inFiles(state)).toEqual([]);
    expect(traces(canaries).inText('output', stdout + stderr)).toEqual([]);
  });
});
