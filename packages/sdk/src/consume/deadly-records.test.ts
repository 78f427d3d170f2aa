import { type Attempt, HandlerTimedOut, type RunId } from '@tributary/domain/consumption';
import { MemoryProjectionStore } from '@tributary/domain/consumption/testing';
import { operationId, tenantId } from '@tributary/domain/tenancy';
import type { LogRecord } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import type { ConsumerSpec, EventHandler, HandlerContext } from './consumer-spec.ts';
import { ConsumerRig } from './testing/index.ts';
import { MortalProcess } from './testing/mortal-process.ts';
import { note, notesCatalogue } from './testing/notes.ts';

const ACME = tenantId('acme');
const NO_FAILURES = { batchItemFailures: [] };
const NEVER = new Promise<never>(() => undefined);

function failedAt(offset: number): unknown {
  return { batchItemFailures: [{ itemIdentifier: { partition: 'pool.notes-0', offset } }] };
}

function rigOf(handle: EventHandler): ConsumerRig {
  const spec: ConsumerSpec = { name: 'reader', stream: 'notes', on: { NoteTaken: handle } };
  return new ConsumerRig(spec, { catalogue: notesCatalogue() });
}

async function reasons(rig: ConsumerRig): Promise<readonly string[]> {
  return (await rig.quarantine.list(ACME)).map(({ reason }) => reason);
}

/** A handler that ends its process at `bad`, and throws at `ill`. */
function killing(): {
  readonly rig: ConsumerRig;
  readonly tried: string[];
  readonly mend: () => void;
  readonly deliver: (records: readonly LogRecord[], run?: RunId) => Promise<unknown>;
} {
  const tried: string[] = [];
  let isMended = false;
  let process = new MortalProcess(Number.POSITIVE_INFINITY, { before: true });
  const rig = rigOf(({ data }) => {
    const text = String(data['text']);
    tried.push(text);
    if (text === 'ill') {
      throw new TypeError('ill');
    }
    return text === 'bad' && !isMended ? process.die() : undefined;
  });
  const deliver = (records: readonly LogRecord[], run: RunId = 'live'): Promise<unknown> => {
    process = new MortalProcess(Number.POSITIVE_INFINITY, { before: true });
    const { projections, journal, quarantine } = rig.ports;
    const ports = {
      projections: process.wrap(projections),
      journal: process.wrap(journal),
      quarantine: process.wrap(quarantine),
    };
    return Promise.race([rig.deliver(records, { ports, run }), process.died]);
  };
  const mend = (): void => {
    isMended = true;
  };
  return { rig, tried, mend, deliver };
}

function batchOf(records: readonly LogRecord[]): readonly Attempt[] {
  return attemptsOf(records.slice(0, 1), 'batch');
}

function attemptsOf(records: readonly LogRecord[], of: Attempt['of']): readonly Attempt[] {
  return records.map(({ topic, partition, offset }) => ({
    consumer: 'reader',
    topic,
    partition,
    offset,
    of,
  }));
}

describe('a record that ends its process', () => {
  test('is found, tried alone three times, and put in quarantine', async () => {
    const { rig, tried, deliver } = killing();
    const records = await rig.appendAll([
      note('acme', 'a', '1'),
      note('acme', 'b', 'bad'),
      note('acme', 'c', '2'),
    ]);
    const outcomes = [];
    for (let times = 0; times < 5; times += 1) {
      outcomes.push(await deliver(records));
    }
    expect(outcomes).toEqual(['died', 'died', 'died', 'died', NO_FAILURES]);
    expect(tried.filter((text) => text === 'bad')).toHaveLength(4);
    expect(await reasons(rig)).toEqual(['consumer.poisoned']);
    expect(rig.lines.at(-1)).toMatchObject({ facts: { how: 'crashed', offset: 1 } });
  });

  test('is found in the company of innocent records, which are not blamed', async () => {
    const { rig, tried, deliver } = killing();
    const events = ['1', '2', '3', 'bad', '4', '5'].map((text) => note('acme', text, text));
    const records = await rig.appendAll(events);
    for (let times = 0; times < 5; times += 1) {
      await deliver(records);
    }
    expect(await reasons(rig)).toEqual(['consumer.poisoned']);
    expect(new Set(tried)).toEqual(new Set(['1', '2', '3', 'bad', '4', '5']));
  });

  test('does not make those before it run again, once it is suspected', async () => {
    const { rig, tried, deliver } = killing();
    const records = await rig.appendAll([note('acme', 'a', '1'), note('acme', 'b', 'bad')]);
    for (let times = 0; times < 5; times += 1) {
      await deliver(records);
    }
    expect(tried.filter((text) => text === '1')).toHaveLength(2);
  });

  test('leaves a journal that blames nobody', async () => {
    const { rig, deliver } = killing();
    const records = await rig.appendAll([note('acme', 'a', '1'), note('acme', 'b', 'bad')]);
    for (let times = 0; times < 5; times += 1) {
      await deliver(records);
    }
    expect(await rig.journal.begin(attemptsOf(records, 'record'))).toEqual([1, 1]);
    expect(await rig.journal.begin(attemptsOf(records, 'batch'))).toEqual([1, 1]);
  });

  test('and one that throws beside it are both found', async () => {
    const { rig, tried, deliver } = killing();
    const records = await rig.appendAll([note('acme', 'a', 'ill'), note('acme', 'b', 'bad')]);
    for (let times = 0; times < 5; times += 1) {
      await deliver(records);
    }
    expect(tried.filter((text) => text === 'ill')).toHaveLength(3);
    expect(await reasons(rig)).toEqual(['consumer.poisoned', 'consumer.poisoned']);
  });

  test('is looked for from the lowest offset of its batch, whatever their order there', async () => {
    const { rig, deliver } = killing();
    const records = await rig.appendAll([note('acme', 'a', '1'), note('acme', 'b', 'bad')]);
    await deliver(records.toReversed());
    expect(await rig.journal.begin(batchOf(records))).toEqual([2]);
  });

  test('in the live subscription is not blamed on a replay, nor forgotten for one', async () => {
    const { rig, mend, deliver } = killing();
    const records = await rig.appendAll([note('acme', 'b', 'bad')]);
    await deliver(records);
    mend();
    await deliver(records, `replay-${operationId('0199f3a0-0000-7000-8000-000000000000')}`);
    expect(await rig.journal.begin(batchOf(records))).toEqual([2]);
  });
});

describe('a handler that does not settle', () => {
  function hanging(): {
    readonly rig: ConsumerRig;
    readonly contexts: HandlerContext[];
    readonly took: string[];
    readonly deliver: (records: readonly LogRecord[], elapsedMs?: number) => Promise<unknown>;
  } {
    const contexts: HandlerContext[] = [];
    const took: string[] = [];
    let reached = Promise.withResolvers<void>();
    const rig = rigOf(({ data }, context) => {
      if (data['text'] !== 'bad') {
        took.push(String(data['text']));
        return undefined;
      }
      contexts.push(context);
      reached.resolve();
      return NEVER;
    });
    const deliver = async (records: readonly LogRecord[], elapsedMs = 60_000) => {
      reached = Promise.withResolvers();
      const response = rig.deliver(records, { remainingMs: 60_000 });
      await Promise.race([reached.promise, response]);
      rig.clock.advance(elapsedMs);
      return response;
    };
    return { rig, contexts, took, deliver };
  }

  test('is ended before the time limit, and its batch fails from there', async () => {
    const { rig, deliver, took } = hanging();
    const records = await rig.appendAll([note('acme', 'a', '1'), note('acme', 'b', 'bad')]);
    expect(await deliver(records, 59_000)).toEqual(failedAt(1));
    expect(took).toEqual(['1']);
    expect(rig.reports.at(-1)?.failures).toMatchObject([{ error: expect.any(HandlerTimedOut) }]);
  });

  test('is put in quarantine after the third time', async () => {
    const { rig, deliver } = hanging();
    const records = await rig.appendAll([note('acme', 'b', 'bad')]);
    expect(await deliver(records)).toEqual(failedAt(0));
    expect(await deliver(records)).toEqual(failedAt(0));
    expect(await deliver(records)).toEqual(NO_FAILURES);
    expect(await reasons(rig)).toEqual(['consumer.timed-out']);
  });

  test('is asked to end first', async () => {
    const { rig, contexts, deliver } = hanging();
    const records = await rig.appendAll([note('acme', 'b', 'bad')]);
    const response = deliver(records, 58_000);
    await expect.poll(() => contexts[0]?.signal.aborted).toBe(true);
    rig.clock.advance(1_000);
    expect(await response).toEqual(failedAt(0));
  });

  test('can do nothing any more once it was ended', async () => {
    const { rig, contexts, deliver } = hanging();
    await deliver(await rig.appendAll([note('acme', 'b', 'bad')]));
    const [context] = contexts;
    await expect(context?.commit([{ key: 'k', value: 1 }])).rejects.toThrow(HandlerTimedOut);
    await expect(context?.state.get('k')).rejects.toThrow(HandlerTimedOut);
    await expect(
      context?.publish({ stream: 'notes', type: 'NoteTaken', aggregate: 'x', data: {} }),
    ).rejects.toThrow(HandlerTimedOut);
    expect(await rig.state('acme')).toEqual({});
  });

  test('after it began to commit is known by its effect when it comes again', async () => {
    const rig = rigOf((_, { commit }) => {
      void commit([{ key: 'k', value: 1 }]);
      return NEVER;
    });
    const records = await rig.appendAll([note('acme', 'b', 'x')]);
    const delivery = rig.deliver(records, { remainingMs: 1_000 });
    expect(await elapse(rig, delivery)).toEqual(failedAt(0));
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(rig.reports).toMatchObject([{ failed: 1 }, { duplicates: 1 }]);
  });

  test('and whose commit fails later does not end the process', async () => {
    const rig = rigOf((_, { commit }) => {
      void commit([{ key: 'k', value: 1 }]);
      return NEVER;
    });
    const late = Promise.withResolvers<never>();
    const projections = Object.assign(new MemoryProjectionStore(), { commit: () => late.promise });
    const records = await rig.appendAll([note('acme', 'b', 'x')]);
    const delivery = rig.deliver(records, { remainingMs: 1_000, ports: { projections } });
    expect(await elapse(rig, delivery)).toEqual(failedAt(0));
    late.reject(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('takes the time of no one else', async () => {
    const { rig, deliver, took } = hanging();
    const records = await rig.appendAll([
      note('acme', 'b', 'bad'),
      note('acme', 'a', '1'),
      note('globex', 'a', '2'),
    ]);
    expect(await deliver(records, 29_500)).toEqual(failedAt(0));
    expect(took).toEqual(['1', '2']);
  });
});

/** Lets the clock run, in steps, until the work is done. */
async function elapse<Result>(rig: ConsumerRig, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const settle = (): void => {
    isDone = true;
  };
  work.then(settle, settle);
  while (!isDone) {
    rig.clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return work;
}

describe('the time of a batch', () => {
  /** Each event takes a second of a batch of ten. */
  function slow(): { readonly rig: ConsumerRig; readonly took: string[] } {
    const took: string[] = [];
    const rig = rigOf(async ({ data }) => {
      took.push(String(data['text']));
      await rig.clock.sleep(1_000);
    });
    return { rig, took };
  }

  test('that is up lets the rest come again, blaming nobody', async () => {
    const { rig, took } = slow();
    const events = Array.from({ length: 30 }, (_, at) => note('acme', 'a', String(at)));
    const records = await rig.appendAll(events);
    let rest = records;
    for (let batches = 0; batches < 4; batches += 1) {
      const delivery = rig.deliver(rest, { remainingMs: 10_000 });
      const { batchItemFailures } = await elapse(rig, delivery);
      const from = batchItemFailures[0]?.itemIdentifier.offset ?? 30;
      rest = records.slice(from);
    }
    expect(took).toEqual(events.map(({ data }) => data['text']));
    expect(await reasons(rig)).toEqual([]);
  });

  test('advances where there are no partial responses too', async () => {
    const { rig, took } = slow();
    const events = Array.from({ length: 20 }, (_, at) => note('acme', 'a', String(at)));
    const records = await rig.appendAll(events);
    const deliver = () =>
      elapse(rig, rig.deliver(records, { remainingMs: 10_000, partialResponses: false })).catch(
        (error: unknown) => error,
      );
    await deliver();
    await deliver();
    expect(await deliver()).toEqual(NO_FAILURES);
    expect(took).toEqual(events.map(({ data }) => data['text']));
  });

  test('is all there for a handler that nobody waits for', async () => {
    const rig = rigOf(() => rig.clock.sleep(8_000));
    const records = await rig.appendAll([note('acme', 'a', '1')]);
    expect(await elapse(rig, rig.deliver(records, { remainingMs: 10_000 }))).toEqual(NO_FAILURES);
  });

  test('is kept for the others by a handler that takes more than half of it', async () => {
    const rig = rigOf(({ data }) => rig.clock.sleep(data['text'] === 'slow' ? 8_000 : 100));
    const records = await rig.appendAll([note('acme', 'a', 'slow'), note('acme', 'b', '1')]);
    expect(await elapse(rig, rig.deliver(records, { remainingMs: 10_000 }))).toEqual(failedAt(0));
    expect(rig.reports).toMatchObject([{ handled: 1, failed: 1 }]);
  });

  test('that was nearly up when a handler began is no fault of the handler', async () => {
    const reached = Promise.withResolvers<void>();
    const rig = rigOf(({ data }) => {
      if (data['text'] === 'slow') {
        rig.clock.advance(1_000);
        return undefined;
      }
      reached.resolve();
      return NEVER;
    });
    const records = await rig.appendAll([
      ...Array.from({ length: 7 }, (_, at) => note('acme', `a${at}`, 'slow')),
      note('acme', 'b', 'cut'),
    ]);
    const response = rig.deliver(records, { remainingMs: 10_000 });
    await reached.promise;
    rig.clock.advance(2_000);
    expect(await response).toEqual(failedAt(7));
    expect(await rig.journal.begin(attemptsOf(records.slice(7), 'record'))).toEqual([1]);
  });

  test('never falls on the quiet tenant beside a noisy one', async () => {
    const { rig, took } = slow();
    const records = await rig.appendAll([
      ...Array.from({ length: 200 }, (_, at) => note('noisy', `a${at}`, `noisy ${at}`)),
      note('quiet', 'a', 'quiet'),
    ]);
    await elapse(rig, rig.deliver(records, { remainingMs: 10_000 }));
    expect(took.indexOf('quiet')).toBeGreaterThan(-1);
    expect(took.indexOf('quiet')).toBeLessThan(5);
  });
});

test('an error thrown on being asked to end counts as time used up', async () => {
  const rig = rigOf(
    (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new TypeError('fetch failed')));
        queueMicrotask(() => rig.clock.advance(58_000));
      }),
  );
  const records = await rig.appendAll([note('acme', 'b', 'x')]);
  expect(await rig.deliver(records, { remainingMs: 60_000 })).toEqual(failedAt(0));
  expect(rig.reports.at(-1)?.failures).toMatchObject([{ error: expect.any(HandlerTimedOut) }]);
});
