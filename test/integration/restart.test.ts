import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import { type OperationView, offsetsView, tenantPage, tenantView } from '@tributary/contract';
import { tenantId } from '@tributary/domain/tenancy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ActivityLoad, eventsOf, tallyOf } from './support/activity-load.ts';
import { PlatformProcess, type ProcessEnd, runToEnd } from './support/platform-process.ts';
import { delivered } from './support/running-platform.ts';
import { until } from './support/until.ts';

const DEATHS = 2;
/** In all that a process gets to see; it dies, or is stopped, before the last. */
const BATCHES = 60;
const TIERS = ['starter', 'business', 'enterprise'];

let home: string;
let state: string;
let platform: PlatformProcess;
const loads = [new ActivityLoad('hooli'), new ActivityLoad('acme')];
const onboardings: string[] = [];
const banners: string[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tributary-restart-'));
  state = join(home, 'state');
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

async function restart(): Promise<void> {
  platform = await PlatformProcess.start(state);
  banners.push(platform.output);
}

/** Every consumer of the tenant's activities has taken all that is in the log. */
function caughtUp(tenant: string): Promise<true> {
  return until('the consumers have caught up', async () => {
    const path = `/tenants/${tenant}/offsets?stream=analytics`;
    const { consumers, partitions } = offsetsView.parse(
      (await platform.api.call('GET', path)).body,
    );
    const isThere = consumers.every(({ committed }) =>
      partitions.every(
        ({ end, partition }) =>
          end === 0 || committed.find((each) => each.partition === partition)?.offset === end,
      ),
    );
    return isThere && consumers.length > 0 ? true : undefined;
  });
}

async function readModel(tenant: string): Promise<Readonly<Record<string, unknown>>> {
  await using embedded = await openEmbedded({ directory: state });
  const scope = { tenant: tenantId(tenant), consumer: 'activity-tally' };
  const entries = await embedded.projections.list(scope, { limit: 100 });
  return Object.fromEntries(
    entries.filter(({ key }) => !key.includes('probe')).map(({ key, value }) => [key, value]),
  );
}

describe('a platform that is killed while it publishes, consumes and onboards', () => {
  const ended: OperationView[] = [];

  beforeAll(async () => {
    await restart();
    await Promise.all([
      platform.api.onboard('hooli', 'starter'),
      platform.api.onboard('acme', 'business'),
    ]);
    for (let death = 0; death < DEATHS; death += 1) {
      const running = loads.map((load) => load.run(platform.api, BATCHES));
      const wanted = (death + 1) * 300;
      await until('enough is acknowledged', () =>
        loads.every(({ acknowledged }) => acknowledged.length >= wanted) ? true : undefined,
      );
      for (const tier of TIERS) {
        const body = { id: `new-${tier}-${death}`, tier };
        onboardings.push(await platform.api.begun('POST', '/tenants', body));
      }
      await platform.end('SIGKILL');
      await Promise.all(running);
      await restart();
    }
    await Promise.all(loads.map((load) => load.run(platform.api, 1)));
    ended.push(...(await Promise.all(onboardings.map((id) => platform.api.ended(id)))));
  }, 120_000);

  test.each(loads)('has kept all that it acknowledged to $tenant, where it said', async (load) => {
    const events = await eventsOf(platform.api, load.tenant, 'analytics');
    const places = new Set(events.map((each) => `${each.id} ${each.partition}/${each.offset}`));
    const lost = load.acknowledged.filter(
      (each) => !places.has(`${each.id} ${each.partition}/${each.offset}`),
    );
    expect(load.acknowledged.length).toBeGreaterThan(DEATHS * 300);
    expect(lost).toEqual([]);
    expect(events.filter(({ id }) => !load.sent.has(id))).toEqual([]);
  });

  test.each(loads)('counts for $tenant every event once', async ({ tenant }) => {
    await caughtUp(tenant);
    expect(await readModel(tenant)).toEqual(
      tallyOf(await eventsOf(platform.api, tenant, 'analytics')),
    );
  });

  test.each(loads)('goes on with the offsets of $tenant where they were', async (load) => {
    const path = `/tenants/${load.tenant}/offsets?stream=analytics`;
    const { partitions } = offsetsView.parse((await platform.api.call('GET', path)).body);
    const ends = new Map(partitions.map(({ end, partition }) => [partition, end]));
    const before = load.acknowledged.length;
    await load.run(platform.api, 1);
    const first = Map.groupBy(load.acknowledged.slice(before), ({ partition }) => partition);
    for (const [partition, receipts] of first) {
      expect(receipts[0]?.offset).toBe(ends.get(partition));
    }
  });

  test('goes on with the operations that were cut off, and says so', () => {
    expect(ended.map(({ state: end }) => end)).toEqual(onboardings.map(() => 'succeeded'));
    expect(banners.filter((text) => text.includes('Resumed '))).not.toEqual([]);
  });

  test('leaves tenants that take events', async () => {
    for (const { tenant } of ended) {
      const answer = await platform.api.call('GET', `/tenants/${tenant}`);
      expect(tenantView.parse(answer.body).state).toBe('active');
      const body = delivered('after-death');
      const published = await platform.api.call('POST', `/tenants/${tenant}/events`, { body });
      expect(published.status).toBe(201);
    }
  });
});

function withoutTrace({ code, stderr }: ProcessEnd): string {
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stderr).toMatch(/^tributary: /);
  return stderr;
}

describe('beside a platform that runs', () => {
  test('a second one on its directory says who has it', async () => {
    const refused = withoutTrace(await runToEnd('start', ['--dir', state, '--port', '0']));
    expect(refused).toContain(`${state} is in use by process`);
  });

  test('a second one that would start empty deletes nothing', async () => {
    const args = ['--dir', state, '--port', '0', '--reset'];
    expect(withoutTrace(await runToEnd('start', args))).toContain('is in use by process');
    const answer = await platform.api.call('GET', '/tenants/acme');
    expect(answer.status).toBe(200);
  });

  test('a second one on its port says that the port is in use, and how to take another', async () => {
    const { port } = new URL(platform.url);
    const args = ['--dir', join(home, 'second'), '--port', port];
    const refused = withoutTrace(await runToEnd('start', args));
    expect(refused).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect(refused).toContain('--port');
  });
});

describe('a platform that is told to stop', () => {
  async function everything(): Promise<unknown> {
    const { tenants } = tenantPage.parse((await platform.api.call('GET', '/tenants')).body);
    return Promise.all(
      tenants.map(async ({ id, state: now, streams }) => ({
        id,
        now,
        streams,
        events: await eventsOf(platform.api, id, 'analytics'),
      })),
    );
  }

  test('ends with 0 within seconds, in the middle of its work, and keeps everything', async () => {
    const running = loads.map((load) => load.run(platform.api, BATCHES));
    const body = { id: 'last', tier: 'enterprise' };
    const operation = await platform.api.begun('POST', '/tenants', body);
    const begun = performance.now();
    const end = await platform.end('SIGINT');
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(end).toMatchObject({ code: 0, signal: null });
    expect(end.stdout).toContain('Stopped.');
    await Promise.all(running);
    await restart();
    expect(await platform.api.ended(operation)).toMatchObject({ state: 'succeeded' });
    for (const { acknowledged, tenant } of loads) {
      const events = await eventsOf(platform.api, tenant, 'analytics');
      const ids = new Set(events.map(({ id }) => id));
      expect(acknowledged.filter(({ id }) => !ids.has(id))).toEqual([]);
      await caughtUp(tenant);
      expect(await readModel(tenant)).toEqual(tallyOf(events));
    }
  });

  test('ends with 0 though nobody reads what it says any more', async () => {
    const before = await everything();
    platform.stopReading();
    expect(await platform.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
    await restart();
    expect(await everything()).toEqual(before);
  });
});

describe('a state directory', () => {
  beforeAll(async () => {
    await platform.end('SIGINT');
  });

  async function damaged(file: string, damage: (path: string) => Promise<void>) {
    const copy = join(home, 'damaged');
    await rm(copy, { recursive: true, force: true });
    await cp(state, copy, { recursive: true });
    await damage(join(copy, file));
    return {
      path: join(copy, file),
      said: withoutTrace(await runToEnd('start', ['--dir', copy, '--port', '0'])),
    };
  }

  /** Leaves the header as it is: a file that still looks like what it was. */
  async function overwrite(path: string): Promise<void> {
    const bytes = await readFile(path);
    const quarter = Math.floor(bytes.length / 4);
    await writeFile(path, bytes.fill(0x5a, quarter, 3 * quarter));
  }

  test.each(['control.db', 'keys.db', 'cells/cell-1/log.db', 'master.key', 'signing-key.pem'])(
    'in which %s was overwritten is refused, with what to do',
    async (file) => {
      const { path, said } = await damaged(file, overwrite);
      expect(said).toContain(`${path} cannot be used`);
      expect(said).toContain('--reset');
    },
  );

  test.each(['keys.db', 'master.key'])(
    'in which %s was cut off is refused, with what to do',
    async (file) => {
      const { path, said } = await damaged(file, (name) => truncate(name, 20));
      expect(said).toContain(`${path} cannot be used`);
      expect(said).toContain('--reset');
    },
  );

  test('that is a file is refused, and the file is left alone, also by a reset', async () => {
    const file = join(home, 'notes.txt');
    await writeFile(file, 'mine');
    for (const more of [[], ['--reset']]) {
      const said = withoutTrace(await runToEnd('start', ['--dir', file, '--port', '0', ...more]));
      expect(said).toContain(`${file} cannot be used as the state directory`);
    }
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('is empty after a reset, and opens with a token of its own', async () => {
    const before = (await readFile(join(state, 'operator.token'), 'utf8')).trim();
    platform = await PlatformProcess.start(state, '--reset');
    const { body } = await platform.api.call('GET', '/tenants');
    expect(tenantPage.parse(body).tenants).toEqual([]);
    const answer = await platform.api.call('GET', '/tenants', { token: before });
    expect(answer.status).toBe(401);
  });
});
