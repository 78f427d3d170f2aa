import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '@tributary/adapter-embedded';
import { platformCatalogue } from '@tributary/catalogue';
import { tenantId } from '@tributary/domain/tenancy';
import type { LogRecord } from '@tributary/domain/topics';
import { ConsumerRig, MortalProcess, type RigEvent } from '@tributary/sdk/consume/testing';
import { activityTally } from '@tributary/service-analytics';
import { expect, onTestFinished, test } from 'vitest';

const TENANTS = ['acme', 'acme-labs', 'globex'];
const ACTIVITIES = ['login', 'export', 'logout'];

/** Tenants and activities in turns of different length, so that every pair comes often. */
const EVENTS: readonly RigEvent[] = Array.from({ length: 90 }, (_, at) => ({
  tenant: TENANTS[at % 3] ?? 'acme',
  type: 'UserActivityRecorded',
  aggregate: `user-${at % 7}`,
  data: {
    activity: ACTIVITIES[Math.floor(at / 4) % 3] ?? 'login',
    recordedAt: '2026-05-01T12:00:00Z',
    details: {},
  },
}));

function counted(tenant: string): Readonly<Record<string, number>> {
  const own = EVENTS.filter((event) => event.tenant === tenant);
  return Object.fromEntries(
    ACTIVITIES.map((activity) => [
      activity,
      own.filter(({ data }) => data['activity'] === activity).length,
    ]),
  );
}

async function stateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-tally-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Delivers once, in a process of its own on the state directory. Says whether it lived to answer. */
async function deliver(
  rig: ConsumerRig,
  records: readonly LogRecord[],
  { directory, process }: { readonly directory: string; readonly process: MortalProcess },
): Promise<boolean> {
  await using embedded = await openEmbedded({ directory, clock: rig.clock });
  const ports = {
    projections: process.wrap(embedded.projections),
    journal: process.wrap(embedded.journal),
    quarantine: process.wrap(embedded.quarantine),
  };
  return (await Promise.race([rig.deliver(records, { ports }), process.died])) !== 'died';
}

const immortal = () => new MortalProcess(Number.POSITIVE_INFINITY, { before: true });

test.each([
  ['before', true],
  ['after', false],
])('the tally is exact when its process dies %s any call to its state', async (_, before) => {
  const directory = await stateDirectory();
  const rig = new ConsumerRig(activityTally, { catalogue: platformCatalogue, partitions: 3 });
  const records = await rig.appendAll(EVENTS);
  for (let calls = 1; calls <= 43; calls += 7) {
    const from = calls % 30;
    const process = new MortalProcess(calls, { before });
    expect(await deliver(rig, records.slice(from, from + 40), { directory, process })).toBe(false);
  }
  expect(await deliver(rig, records, { directory, process: immortal() })).toBe(true);
  expect(await deliver(rig, records, { directory, process: immortal() })).toBe(true);
  await using embedded = await openEmbedded({ directory, clock: rig.clock });
  for (const tenant of TENANTS) {
    const scope = { tenant: tenantId(tenant), consumer: activityTally.name };
    const entries = await embedded.projections.list(scope, { limit: 100 });
    expect(Object.fromEntries(entries.map(({ key, value }) => [key, value]))).toEqual(
      counted(tenant),
    );
    expect(await embedded.quarantine.list(tenantId(tenant))).toEqual([]);
  }
});
