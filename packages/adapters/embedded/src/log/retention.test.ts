import { operationId } from '@tributary/domain/tenancy';
import { OffsetOutOfRange, type TopicName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { ordersOf, recordAt } from '../testing/records.ts';
import { CELL, openedCluster } from '../testing/temporary-state.ts';

const EVERYTHING = { maxRecords: 1_000, maxBytes: 10_000_000 };
const MINUTE = 60_000;
const OPERATION = operationId('0199f3a0-0000-7000-8000-000000000000');

async function withRecords(ages: readonly number[], partitions = 1) {
  const world = await openedCluster();
  const spec = { ...ordersOf(world.tenant), partitions, retentionMs: 10 * MINUTE };
  await world.as.provisioner.topics.create(spec);
  const now = world.clock.now();
  await world.as.tenant.log.append(
    spec.name,
    ages.map((age) => recordAt(now - age, `${age}`)),
  );
  const read = async (topic: TopicName, offset = 0) => {
    const records = await world.as.tenant.log.read({ topic, partition: 0, offset, ...EVERYTHING });
    return records.map(({ offset: at, value }) => [at, Buffer.from(value).toString()]);
  };
  return { ...world, topic: spec.name, read, now, log: world.as.tenant.log };
}

describe('retention', () => {
  test('deletes exactly the records that are too old', async () => {
    const { embedded, topic, read, now, log } = await withRecords([
      11 * MINUTE,
      10 * MINUTE + 1,
      10 * MINUTE,
      0,
    ]);
    expect(await embedded.enforceRetention(now)).toBe(2);
    expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 2, end: 4 }]);
    expect(await read(topic, 2)).toEqual([
      [2, `${10 * MINUTE}`],
      [3, '0'],
    ]);
    await expect(read(topic, 1)).rejects.toThrow(OffsetOutOfRange);
  });

  test('deletes an old record behind a young one, and leaves a gap', async () => {
    const { embedded, topic, read, now, log } = await withRecords([0, 11 * MINUTE, 0]);
    await embedded.enforceRetention(now);
    expect(await read(topic)).toEqual([
      [0, '0'],
      [2, '0'],
    ]);
    expect(await read(topic, 1)).toEqual([[2, '0']]);
    expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 0, end: 3 }]);
  });

  test('does nothing the second time', async () => {
    const { embedded, topic, read, now } = await withRecords([11 * MINUTE, 0]);
    await embedded.enforceRetention(now);
    expect(await embedded.enforceRetention(now)).toBe(0);
    expect(await read(topic, 1)).toEqual([[1, '0']]);
  });

  test('of everything never lets an offset be given again', async () => {
    const { embedded, topic, now, log } = await withRecords([11 * MINUTE, 11 * MINUTE]);
    await embedded.enforceRetention(now);
    expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 2, end: 2 }]);
    expect(await log.append(topic, [recordAt(now, 'new')])).toEqual([{ partition: 0, offset: 2 }]);
    expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 2, end: 3 }]);
  });

  test('is each topic’s own', async () => {
    const { embedded, topic, read, now, as, neighbour } = await withRecords([11 * MINUTE]);
    const theirs = { ...ordersOf(neighbour), partitions: 1, retentionMs: 20 * MINUTE };
    await as.provisioner.topics.create(theirs);
    await as.neighbour.log.append(theirs.name, [recordAt(now - 11 * MINUTE, 'theirs')]);
    await embedded.enforceRetention(now);
    expect(await read(topic, 1)).toEqual([]);
    expect(await as.neighbour.log.offsets(theirs.name)).toEqual([
      { partition: 0, earliest: 0, end: 1 },
    ]);
  });

  test('leaves times that can still be looked up', async () => {
    const { embedded, topic, now, log } = await withRecords([11 * MINUTE, 5 * MINUTE, 4 * MINUTE]);
    await log.append(topic, [recordAt(now - 3 * MINUTE, 'later')]);
    await embedded.enforceRetention(now);
    const since = async (age: number) => (await log.offsetsSince(topic, now - age))[0]?.offset;
    expect(await since(20 * MINUTE)).toBe(1);
    expect(await since(4.5 * MINUTE)).toBe(2);
    expect(await since(3.5 * MINUTE)).toBe(3);
    expect(await since(MINUTE)).toBe(4);
  });

  test('that is half done leaves times that can still be looked up', async () => {
    const { embedded, topic, now, log } = await withRecords([2 * MINUTE]);
    await log.append(topic, [recordAt(now - 5 * MINUTE, 'behind a later one')]);
    await log.append(topic, [recordAt(now, 'last')]);
    embedded.files.clusters.of(CELL).run('DELETE FROM chunks WHERE first_offset = 0');
    const since = now - 3 * MINUTE;
    expect(await log.offsetsSince(topic, since)).toEqual([{ partition: 0, offset: 2 }]);
  });

  test('deletes more than one step takes', async () => {
    const { embedded, topic, now, log } = await withRecords([0]);
    for (let number = 0; number < 1_200; number += 1) {
      await log.append(topic, [recordAt(now, `${number}`)]);
    }
    expect(await embedded.enforceRetention(now + 11 * MINUTE)).toBe(1_201);
    expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 1_201, end: 1_201 }]);
  });
});

describe('what has expired elsewhere', () => {
  test('is forgotten with it', async () => {
    const { embedded, tenant, clock } = await openedCluster();
    const scope = { tenant, consumer: 'tally' };
    const now = clock.now();
    await embedded.projections.mark(scope, [
      { run: 'live', eventId: 'old', expiresAt: now },
      { run: 'live', eventId: 'young', expiresAt: now + MINUTE },
    ]);
    await embedded.enforceRetention(now + 1);
    expect(await embedded.projections.marked(scope, 'live', ['old', 'young'], 0)).toEqual(
      new Set(['young']),
    );
  });
});

test('more markers than one step takes are forgotten', async () => {
  const { embedded, tenant, clock } = await openedCluster();
  const scope = { tenant, consumer: 'tally' };
  const ids = Array.from({ length: 1_001 }, (_, index) => `event-${index}`);
  const expiresAt = clock.now();
  await embedded.projections.mark(
    scope,
    ids.map((eventId) => ({ run: 'live', eventId, expiresAt })),
  );
  await embedded.enforceRetention(expiresAt + 1);
  expect(await embedded.projections.marked(scope, 'live', ids, 0)).toEqual(new Set());
});

test('tokens and idempotency keys that have expired are forgotten', async () => {
  const { embedded, tenant, clock } = await openedCluster();
  const expiresAt = clock.now() + MINUTE;
  await embedded.tokens.issue({ tenant, scopes: ['events:read'], expiresAt });
  await embedded.registry.write({
    idempotency: { key: 'key', digest: 'd', operation: OPERATION, expiresAt },
  });
  const count = () =>
    embedded.files.control.get(
      'SELECT (SELECT count(*) FROM tokens) + (SELECT count(*) FROM idempotency) AS rows',
    );
  await embedded.enforceRetention(expiresAt - 1);
  expect(count()).toEqual({ rows: 2 });
  await embedded.enforceRetention(expiresAt + 1);
  expect(count()).toEqual({ rows: 0 });
});

test('a cell without a cluster has no retention', async () => {
  const { embedded, clock } = await openedCluster();
  await embedded.cells.remove(CELL);
  expect(await embedded.enforceRetention(clock.now())).toBe(0);
});
