import { siloCellId } from '@tributary/domain/placement';
import { operationId } from '@tributary/domain/tenancy';
import { groupName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { dumpState } from './dump-state.ts';
import { ORDERS, ordersOf, recordAt } from './testing/records.ts';
import { CELL, openedCluster } from './testing/temporary-state.ts';

type World = Awaited<ReturnType<typeof openedCluster>>;

const OPERATION = operationId('0199f3a0-0000-7000-8000-000000000000');

/** Some of everything; `again` repeats what may be repeated, later. */
async function worked(again: boolean): Promise<World> {
  const world = await openedCluster();
  const { embedded, tenant, as, clock } = world;
  const { name } = ordersOf(tenant);
  const group = groupName({ owner: tenant, stream: ORDERS, consumer: 'tally', epoch: 1 });
  await as.provisioner.topics.create(ordersOf(tenant));
  await as.tenant.log.append(name, [recordAt(1, 'a')]);
  clock.advance(again ? 60_000 : 0);
  for (let round = 0; round < (again ? 2 : 1); round += 1) {
    await as.tenant.groups.commit(group, name, [{ partition: 1, offset: 1 }]);
    await embedded.vault.create(tenant);
    await embedded.cells.claim(CELL, tenant, { partitions: 3, groups: 1 });
    await embedded.subscriptions.connect({
      group,
      cell: CELL,
      topic: name,
      owner: tenant,
      stream: ORDERS,
      consumer: 'tally',
      epoch: 1,
    });
    await embedded.projections.commit(
      { tenant, consumer: 'tally' },
      { run: 'live', eventId: 'e', expiresAt: clock.now() },
      [{ key: 'count', value: 1, over: undefined }],
    );
  }
  await embedded.registry.write({
    operation: {
      id: OPERATION,
      kind: 'onboard',
      tenant,
      state: 'succeeded',
      input: { tier: 'standard' },
      steps: [{ name: 'keys', outcome: 'done', attempts: again ? 2 : 1, startedAt: clock.now() }],
      notes: { at: clock.now(), until: new Date(clock.now()).toISOString(), count: 7 },
      cancelRequested: false,
      startedAt: clock.now(),
      version: 1,
    },
  });
  return world;
}

describe('a dump', () => {
  test('is the same where work was repeated, at another time', async () => {
    const once = dumpState((await worked(false)).embedded);
    expect(dumpState((await worked(true)).embedded)).toEqual(once);
  });

  test.each<[string, (world: World) => Promise<unknown>]>([
    ['a topic', ({ as, neighbour }) => as.provisioner.topics.create(ordersOf(neighbour))],
    [
      'a record',
      ({ as, tenant }) => as.tenant.log.append(ordersOf(tenant).name, [recordAt(1, '')]),
    ],
    ['a key', ({ embedded, tenant }) => embedded.vault.rotate(tenant)],
    ['a tombstone', ({ embedded, neighbour }) => embedded.vault.destroy(neighbour, 1)],
    ['a grant', ({ embedded, tenant }) => embedded.access.revoke(tenant)],
    ['a claim', ({ embedded, tenant }) => embedded.cells.release(CELL, tenant)],
    ['a cluster', ({ embedded, tenant }) => embedded.clusters.create(siloCellId(tenant), tenant)],
    ['a token', ({ embedded }) => embedded.tokens.issueOperator()],
    ['usage', ({ embedded, tenant }) => embedded.usage.add(tenant, { events: 1, bytes: 1 })],
    [
      'an entry of a projection',
      ({ embedded, tenant }) => embedded.projections.clear({ tenant, consumer: 'tally' }),
    ],
    [
      'an attempt',
      ({ embedded, tenant }) =>
        embedded.journal.begin([
          {
            consumer: 'tally',
            topic: ordersOf(tenant).name,
            partition: 0,
            offset: 0,
            of: 'batch',
          },
        ]),
    ],
    [
      'a record in quarantine',
      ({ embedded, tenant }) =>
        embedded.quarantine.put({
          tenant,
          consumer: 'tally',
          record: { ...recordAt(1, ''), topic: ordersOf(tenant).name, partition: 0, offset: 0 },
          reason: 'consumer.poisoned',
          at: 1,
        }),
    ],
    [
      'a certificate',
      ({ embedded, tenant }) =>
        embedded.certificates.put({
          certificate: {
            format: 'tributary-erasure-certificate/1',
            tenant,
            operation: OPERATION,
            state: 'erased',
            issuedAt: '2026-01-01T00:00:00.000Z',
            basis: 'end of contract',
            scope: {},
            residue: [],
            proofs: [],
          },
          signature: 's',
          publicKey: 'p',
        }),
    ],
  ])('differs by %s', async (_, change) => {
    const world = await worked(false);
    const before = dumpState(world.embedded);
    await change(world);
    expect(dumpState(world.embedded)).not.toEqual(before);
  });
});
