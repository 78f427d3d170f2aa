import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@tributary/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTour } from './check-tour.ts';
import { NO_COUNTS, totalOf } from './findings.ts';
import type { PublishedLine, ReceivedLine } from './tour-lines.ts';

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tributary-check-'));
});

afterAll(async () => {
  await rm(scratch, { recursive: true });
});

function event(id: string, changes: Partial<PublishedLine> = {}): PublishedLine {
  return {
    id,
    tenant: 'acme',
    aggregate: 'order-1',
    type: 'Happened',
    time: '2026-01-01T00:00:00.000Z',
    data: { number: 1, nested: { a: 1, b: 2 } },
    purpose: 'tour',
    ...changes,
  };
}

function received(
  { purpose: _, ...facts }: PublishedLine,
  at: number,
  changes: Partial<ReceivedLine> = {},
): ReceivedLine {
  return { ...facts, consumer: 'recorder', run: 'live', at: String(at), ...changes };
}

async function check(published: readonly unknown[], ...files: readonly (readonly unknown[])[]) {
  const directory = await mkdtemp(join(scratch, 'case-'));
  const write = async (name: string, lines: readonly unknown[]) => {
    const path = join(directory, name);
    await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return path;
  };
  const paths = {
    published: await write('published', published),
    received: await Promise.all(files.map((lines, index) => write(`received-${index}`, lines))),
  };
  return checkTour(paths, join(directory, 'scratch'));
}

const CLEAN = { altered: 0, unknown: 0, unreadable: 0, others: NO_COUNTS, replays: new Map() };

test('what was received as published is consumed, whichever file it is in', async () => {
  const [a, b] = [event('a'), event('b')];
  expect(await check([a, b], [received(b, 20)], [received(a, 10)])).toEqual({
    ...CLEAN,
    tenants: new Map([['acme', { ...NO_COUNTS, published: 2, consumed: 2 }]]),
  });
});

test('an event that nobody received is lost', async () => {
  const findings = await check([event('a'), event('b')], [received(event('a'), 1)]);
  expect(findings.tenants.get('acme')).toMatchObject({ published: 2, consumed: 1, lost: 1 });
});

test('a second delivery is a duplicate and consumes nothing', async () => {
  const findings = await check([event('a')], [received(event('a'), 1), received(event('a'), 2)]);
  expect(findings.tenants.get('acme')).toMatchObject({ consumed: 1, duplicates: 1, lost: 0 });
});

test('an event after a later one of its aggregate is out of order', async () => {
  const [a, b, c] = [event('a'), event('b'), event('c')];
  const findings = await check([a, b, c], [received(c, 1), received(a, 2), received(b, 3)]);
  expect(findings.tenants.get('acme')).toMatchObject({ outOfOrder: 2, consumed: 3 });
});

test('events of different aggregates have no order between them', async () => {
  const [a, b] = [event('a'), event('b', { aggregate: 'order-2' })];
  const findings = await check([a, b], [received(b, 1), received(a, 2)]);
  expect(findings.tenants.get('acme')).toMatchObject({ outOfOrder: 0, consumed: 2 });
});

test('a second delivery after a later event is not out of order', async () => {
  const [a, b] = [event('a'), event('b')];
  const findings = await check([a, b], [received(a, 1), received(b, 2), received(a, 3)]);
  expect(findings.tenants.get('acme')).toMatchObject({ outOfOrder: 0, duplicates: 1 });
});

test('the first delivery by time counts, whichever file is read first', async () => {
  const [a, b] = [event('a'), event('b')];
  const findings = await check([a, b], [received(a, 3), received(b, 2)], [received(a, 1)]);
  expect(findings.tenants.get('acme')).toMatchObject({ outOfOrder: 0, duplicates: 1 });
});

test('times are compared beyond what a double holds', async () => {
  const [a, b] = [event('a'), event('b')];
  const [first, second] = ['18446744073709551614', '18446744073709551615'];
  const findings = await check(
    [a, b],
    [received(a, 0, { at: second }), received(b, 0, { at: first })],
  );
  expect(findings.tenants.get('acme')).toMatchObject({ outOfOrder: 1 });
});

test('an event in the hands of another tenant has crossed, and its own has lost it', async () => {
  const findings = await check([event('a')], [received(event('a'), 1, { tenant: 'globex' })]);
  expect(findings.tenants).toEqual(
    new Map([['acme', { ...NO_COUNTS, published: 1, lost: 1, crossed: 1 }]]),
  );
});

test.each([
  ['data', { data: { number: 2 } }],
  ['aggregate', { aggregate: 'order-2' }],
  ['type', { type: 'Hindered' }],
  ['time', { time: '2026-01-01T00:00:00.001Z' }],
])('an event with other %s is altered and consumes nothing', async (_, changes) => {
  const findings = await check([event('a')], [received(event('a'), 1, changes)]);
  expect(findings).toMatchObject({ altered: 1 });
  expect(findings.tenants.get('acme')).toMatchObject({ consumed: 0, lost: 1 });
});

test('members in another order are the same data', async () => {
  const data = { nested: { b: 2, a: 1 }, number: 1 };
  expect(await check([event('a')], [received(event('a'), 1, { data })])).toMatchObject({
    altered: 0,
  });
});

test('an event that nobody published is unknown', async () => {
  expect(await check([], [received(event('a'), 1)])).toEqual({
    ...CLEAN,
    tenants: new Map(),
    unknown: 1,
  });
});

test('lines that are none of ours are unreadable', async () => {
  expect(
    await check([1, { id: 'a' }], [received(event('a'), 1, { at: 'now' }), null]),
  ).toMatchObject({
    unreadable: 4,
  });
});

test('events of another purpose are counted apart', async () => {
  const control = event('a', { purpose: 'control' });
  const findings = await check(
    [control, event('b', { purpose: 'afterwards' })],
    [received(control, 1)],
  );
  expect(findings.tenants).toEqual(new Map());
  expect(findings.others).toEqual({ ...NO_COUNTS, published: 2, consumed: 1, lost: 1 });
});

test('a replay is of the events of the tour: what else comes along is not counted', async () => {
  const control = event('a', { purpose: 'control' });
  const again = received(control, 2, { run: 'replay-1' });
  const { replays } = await check([control], [received(control, 1), again]);
  expect(replays).toEqual(new Map());
});

test('a replay is counted apart, against the same published events', async () => {
  const [a, b, theirs] = [event('a'), event('b'), event('c', { tenant: 'globex' })];
  const run = 'replay-1';
  const live = [received(a, 1), received(b, 2), received(theirs, 3)];
  const findings = await check(
    [a, b, theirs],
    [...live, received(b, 4, { run }), received(a, 5, { run })],
  );
  expect(totalOf(findings.tenants.values())).toMatchObject({
    consumed: 3,
    duplicates: 0,
    outOfOrder: 0,
  });
  expect(findings.replays).toEqual(
    new Map([
      [run, new Map([['acme', { ...NO_COUNTS, published: 2, consumed: 2, outOfOrder: 1 }]])],
    ]),
  );
});

test('a faithful delivery has no fault, however its threads take turns', async () => {
  const plan = fc.array(
    fc.record({
      tenant: fc.constantFrom('acme', 'acme-labs', 'globex'),
      aggregate: fc.constantFrom('1', '2', 'acme', '["'),
      data: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map(asJson),
      thread: fc.nat(2),
    }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(plan, async (steps) => {
      const published = steps.map(({ thread: _, ...facts }, index) => event(`e${index}`, facts));
      const threads = [0, 1, 2].map((thread) =>
        published.flatMap((facts, index) =>
          steps[index]?.thread === thread ? [received(facts, index)] : [],
        ),
      );
      const { tenants, ...rest } = await check(published, ...threads);
      expect(rest).toEqual(CLEAN);
      expect(totalOf(tenants.values())).toEqual({
        ...NO_COUNTS,
        published: steps.length,
        consumed: steps.length,
      });
    }),
    { numRuns: 30 },
  );
});

test('nothing is left of the buckets', async () => {
  const directory = await mkdtemp(join(scratch, 'left-'));
  const published = join(directory, 'published');
  await writeFile(published, JSON.stringify(event('a')));
  await checkTour({ published, received: [] }, directory);
  expect(await readdir(directory)).toEqual(['published']);
});

/** What JSON cannot tell apart is no case: -0 is 0 there. */
function asJson(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
