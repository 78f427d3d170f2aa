import { copyFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tenantId } from '@tributary/domain/tenancy';
import type { NewRecord } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import type { Embedded } from './embedded.ts';
import { StateClosed, StateDamaged } from './errors.ts';
import type { Appended } from './log/embedded-cluster-sessions.ts';
import { inProcess, inThread, killed, linesOf } from './testing/elsewhere.ts';
import { ordersOf, recordAt } from './testing/records.ts';
import { CELL, opened, openedCluster, temporaryDirectory } from './testing/temporary-state.ts';

const ACME = tenantId('acme');

/** Appends and commits one after the other, and says what is done. */
const WORKER = `
  const { openEmbedded } = await load('index.ts');
  const embedded = await openEmbedded({ directory: data.directory });
  const { log } = embedded.sessions.session('cell-1', { kind: 'tenant', tenant: 'acme' });
  const scope = { tenant: 'acme', consumer: data.name };
  let over;
  for (let number = 0; number < data.count; number += 1) {
    const value = Buffer.from(data.name + ' ' + number);
    const record = { key: Buffer.from('acme:' + data.name), value, headers: [], timestamp: 1_000 };
    await log.append('acme.orders', [record, record]);
    const marker = { run: 'live', eventId: String(number), expiresAt: 1e15 };
    await embedded.projections.commit(scope, marker, [{ key: 'count', value: number + 1, over }]);
    over = (await embedded.projections.read(scope, 'count')).version;
    if (typeof say === 'function') say(number);
  }
  await embedded[Symbol.asyncDispose]();`;

async function withTopic() {
  const world = await openedCluster();
  await world.as.provisioner.topics.create(ordersOf(world.tenant));
  return { ...world, topic: ordersOf(world.tenant).name, log: world.as.tenant.log };
}

async function valuesOf({ log, topic }: Awaited<ReturnType<typeof withTopic>>) {
  const pages = await Promise.all(
    [0, 1, 2].map((partition) =>
      log.read({ topic, partition, offset: 0, maxRecords: 100_000, maxBytes: 100_000_000 }),
    ),
  );
  return pages.flat().map(({ value }) => Buffer.from(value).toString());
}

describe('a state directory', () => {
  test('is its owner’s alone', async () => {
    const { embedded } = await opened();
    expect(statSync(embedded.directory).mode & 0o777).toBe(0o700);
    await embedded.vault.create(ACME);
    const modes = ['control.db', 'keys.db', 'master.key'].map(
      (name) => statSync(join(embedded.directory, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  test('keeps what was written in it', async () => {
    const directory = temporaryDirectory();
    const { embedded } = await opened(directory);
    await embedded.vault.create(ACME);
    const key = await embedded.vault.branchKey(ACME, 1);
    await embedded[Symbol.asyncDispose]();
    const { embedded: later } = await opened(directory);
    expect(await later.vault.branchKey(ACME, 1)).toEqual(key);
  });

  test('that is damaged is not opened', async () => {
    const directory = temporaryDirectory();
    await (await opened(directory)).embedded[Symbol.asyncDispose]();
    writeFileSync(join(directory, 'control.db'), 'no database'.repeat(1_000));
    await expect(opened(directory)).rejects.toThrow(StateDamaged);
  });

  test('of which another file is damaged is found by a check', async () => {
    const directory = temporaryDirectory();
    const { embedded } = await opened(directory);
    await embedded.usage.add(ACME, { events: 1, bytes: 1 });
    embedded.check();
    await embedded[Symbol.asyncDispose]();
    writeFileSync(join(directory, 'meters.db'), 'no database'.repeat(1_000));
    const { embedded: later } = await opened(directory);
    expect(() => later.check()).toThrow(StateDamaged);
  });

  test('that is closed is of no use', async () => {
    const { embedded } = await opened();
    await embedded[Symbol.asyncDispose]();
    await expect(embedded.registry.find(ACME)).rejects.toThrow(StateClosed);
    await expect(embedded.projections.removeTenant(ACME)).rejects.toThrow(StateClosed);
  });
});

describe('the cell key', () => {
  async function withKeys() {
    const directory = temporaryDirectory();
    const { embedded } = await opened(directory);
    await embedded.vault.create(ACME);
    await embedded[Symbol.asyncDispose]();
    return { directory, file: join(directory, 'master.key') };
  }

  test('that is lost is not made anew while there are keys that it wraps', async () => {
    const { directory, file } = await withKeys();
    rmSync(file);
    const { vault } = (await opened(directory)).embedded;
    await expect(vault.branchKey(ACME, 1)).rejects.toThrow(StateDamaged);
    await expect(vault.create(tenantId('globex'))).rejects.toThrow(StateDamaged);
  });

  test.each([
    ['of another cell', 'x'.repeat(32)],
    ['cut short', 'x'.repeat(31)],
  ])('%s opens nothing', async (_, content) => {
    const { directory, file } = await withKeys();
    writeFileSync(file, content);
    const { vault } = (await opened(directory)).embedded;
    await expect(vault.branchKey(ACME, 1)).rejects.toThrow(StateDamaged);
  });

  test('opens no key that was put in another tenant’s place', async () => {
    const { embedded } = await opened();
    const globex = tenantId('globex');
    await embedded.vault.create(ACME);
    await embedded.vault.create(globex);
    embedded.files.keys.run(
      'UPDATE branch_keys SET wrapped = (SELECT wrapped FROM branch_keys WHERE tenant = ?) WHERE tenant = ?',
      ACME,
      globex,
    );
    await expect(embedded.vault.branchKey(globex, 1)).rejects.toThrow(StateDamaged);
  });
});

describe('several threads on one directory', () => {
  test('give no offset twice and lose no commit', async () => {
    const world = await withTopic();
    const { embedded } = world;
    const names = ['a', 'b', 'c'];
    const ended = names.map((name) =>
      inThread(WORKER, { directory: embedded.directory, name, count: 50 }),
    );
    expect(await Promise.all(ended)).toEqual([0, 0, 0]);
    const values = await valuesOf(world);
    expect(values).toHaveLength(300);
    expect(values.filter((value) => value.startsWith('a '))).toEqual(
      Array.from({ length: 100 }, (_, index) => `a ${Math.floor(index / 2)}`),
    );
    const counts = await Promise.all(
      names.map((consumer) => embedded.projections.read({ tenant: ACME, consumer }, 'count')),
    );
    expect(counts.map((count) => count?.value)).toEqual([50, 50, 50]);
  });
});

describe('a process that is killed', () => {
  test('has lost nothing that it was told is done, and left nothing half done', async () => {
    const world = await withTopic();
    const { embedded } = world;
    const data = { directory: embedded.directory, name: 'k', count: 100_000 };
    const child = inProcess(WORKER, data);
    let done = -1;
    for await (const line of linesOf(child)) {
      done = Number(line);
      if (done >= 200) {
        break;
      }
    }
    await killed(child);
    const values = await valuesOf(world);
    expect(values.length).toBeGreaterThanOrEqual(2 * (done + 1));
    expect(values.length % 2).toBe(0);
    const count = await embedded.projections.read({ tenant: ACME, consumer: 'k' }, 'count');
    expect(Number(count?.value)).toBeGreaterThanOrEqual(done + 1);
    embedded.check();
    await expect(world.log.append(world.topic, [recordAt(1, 'after')])).resolves.toHaveLength(1);
  });
});

describe('an append', () => {
  test('is told to who listens in the same process', async () => {
    const { embedded, log, topic } = await withTopic();
    const heard: Appended[] = [];
    const stop = embedded.onAppend((where) => heard.push(where));
    await log.append(topic, [recordAt(1, 'a')]);
    await log.append(topic, []);
    stop();
    await log.append(topic, [recordAt(1, 'b')]);
    expect(heard).toEqual([{ cell: CELL, topic }]);
  });

  test('of anybody is among those since a mark', async () => {
    const { embedded, as, neighbour, log, topic } = await withTopic();
    const theirs = ordersOf(neighbour);
    await as.provisioner.topics.create(theirs);
    const { embedded: elsewhere } = await opened(embedded.directory);
    const record: NewRecord = recordAt(1, 'a');
    const first = elsewhere.appendsSince(CELL, 0);
    expect(first.topics).toEqual([]);
    await log.append(topic, [record]);
    const second = elsewhere.appendsSince(CELL, first.mark);
    expect(second.topics).toEqual([topic]);
    expect(elsewhere.appendsSince(CELL, second.mark)).toEqual({ ...second, topics: [] });
    await as.neighbour.log.append(theirs.name, [record]);
    expect(elsewhere.appendsSince(CELL, second.mark).topics).toEqual([theirs.name]);
    expect(elsewhere.appendsSince(CELL, 0).topics).toEqual([topic, theirs.name].toSorted());
  });

  test('after the last one was deleted is not taken for it', async () => {
    const { embedded, log, topic, as, tenant } = await withTopic();
    await log.append(topic, [recordAt(1, 'a')]);
    const { mark } = embedded.appendsSince(CELL, 0);
    await as.eraser.topics.remove(topic);
    await as.provisioner.topics.create(ordersOf(tenant));
    await log.append(topic, [recordAt(1, 'b')]);
    expect(embedded.appendsSince(CELL, mark).topics).toEqual([topic]);
  });
});

/** Copies of a state directory are how an operator keeps one; see that the files alone are enough. */
test('the files of a closed directory are all of it', async () => {
  const { embedded } = await opened();
  await embedded.vault.create(ACME);
  const key = await embedded.vault.branchKey(ACME, 1);
  await embedded[Symbol.asyncDispose]();
  const { embedded: copy } = await opened(await copied(embedded));
  expect(await copy.vault.branchKey(ACME, 1)).toEqual(key);
});

async function copied({ directory }: Embedded): Promise<string> {
  const target = (await opened()).embedded;
  await target[Symbol.asyncDispose]();
  for (const name of ['control.db', 'keys.db', 'master.key']) {
    copyFileSync(join(directory, name), join(target.directory, name));
  }
  return target.directory;
}
