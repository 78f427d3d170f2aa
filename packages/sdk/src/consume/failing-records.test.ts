import { CommittedTwice, HandlerMissing, RecordPoisoned } from '@tributary/domain/consumption';
import { KeysMissing, KeysShredded, KeyVaultUnavailable } from '@tributary/domain/keys';
import { CANARY_TENANT, ConcurrentChange, TenantBusy, tenantId } from '@tributary/domain/tenancy';
import type { LogRecord } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import type { ConsumerSpec, EventHandler } from './consumer-spec.ts';
import { ConsumerRig, type RigOptions } from './testing/index.ts';
import { note, notesCatalogue } from './testing/notes.ts';

const ACME = tenantId('acme');
const NO_FAILURES = { batchItemFailures: [] };

function failedAt(...offsets: readonly number[]): unknown {
  return {
    batchItemFailures: offsets.map((offset) => ({
      itemIdentifier: { partition: 'pool.notes-0', offset },
    })),
  };
}

const later = (): Error => new TenantBusy({ tenant: 'acme', operation: 'x' });
const never = (): Error => new HandlerMissing({ consumer: 'reader', eventType: 'x' });
const unforeseen = (): Error => new TypeError('x is not a function');

/** Throws what the text of a note asks for, as long as it is asked; remembers what it took. */
function throwing(
  errors: Readonly<Record<string, () => Error>>,
  { onPoison, ...options }: Partial<RigOptions> & { readonly onPoison?: 'park' | 'skip' } = {},
): {
  readonly rig: ConsumerRig;
  readonly took: string[];
  readonly tried: string[];
  readonly mend: (text: string) => void;
} {
  const took: string[] = [];
  const tried: string[] = [];
  const mended = new Set<string>();
  const handle: EventHandler = ({ data }) => {
    const text = String(data['text']);
    tried.push(text);
    const error = errors[text];
    if (error !== undefined && !mended.has(text)) {
      throw error();
    }
    took.push(text);
  };
  const spec: ConsumerSpec = { name: 'reader', stream: 'notes', on: { NoteTaken: handle } };
  const rig = new ConsumerRig(spec, { catalogue: notesCatalogue(onPoison), ...options });
  return { rig, took, tried, mend: (text) => mended.add(text) };
}

async function quarantined(rig: ConsumerRig): Promise<readonly (readonly [string, string])[]> {
  const list = await rig.quarantine.list(ACME);
  return list.map(({ id, reason }) => [id.split('/').at(-1) ?? '', reason]);
}

describe('a record that fails for now', () => {
  test('keeps back the later ones of its aggregate and nobody else', async () => {
    const { rig, took } = throwing({ bad: later });
    const records = await rig.appendAll([
      note('acme', 'a', '1'),
      note('acme', 'b', 'bad'),
      note('acme', 'b', '2'),
      note('acme', 'c', '3'),
      note('globex', 'b', '4'),
    ]);
    expect(await rig.deliver(records)).toEqual(failedAt(1));
    expect(took.toSorted()).toEqual(['1', '3', '4']);
  });

  test('comes again from its offset, and what was handled after it is not handled again', async () => {
    const { rig, took, mend } = throwing({ bad: later });
    const records = await rig.appendAll([
      note('acme', 'b', 'bad'),
      note('acme', 'b', '2'),
      note('acme', 'c', '3'),
    ]);
    await rig.deliver(records);
    mend('bad');
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(took).toEqual(['3', 'bad', '2']);
  });

  test('is never put in quarantine', async () => {
    const { rig, tried } = throwing({ bad: later });
    const records = await rig.appendAll([note('acme', 'b', 'bad')]);
    for (let times = 0; times < 10; times += 1) {
      expect(await rig.deliver(records)).toEqual(failedAt(0));
    }
    expect(tried).toHaveLength(10);
    expect(await quarantined(rig)).toEqual([]);
  });

  test('fails the whole batch where the subscription takes no partial response, after all else is done', async () => {
    const { rig, took } = throwing({ bad: later });
    const records = await rig.appendAll([note('acme', 'b', 'bad'), note('acme', 'c', '3')]);
    await expect(rig.deliver(records, { partialResponses: false })).rejects.toThrow(TenantBusy);
    await expect(rig.deliver(records, { partialResponses: false })).rejects.toThrow(TenantBusy);
    expect(took).toEqual(['3']);
  });
});

describe('a record that will never be taken', () => {
  test('is put in quarantine at once, as it came', async () => {
    const { rig } = throwing({ bad: never });
    const records = await rig.appendAll([note('acme', 'b', 'bad')]);
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(await quarantined(rig)).toEqual([['0', 'consumer.handler-missing']]);
    const found = await rig.quarantine.find(ACME, 'reader/pool.notes/0/0');
    expect(found?.record.value).toEqual(records[0]?.value);
    expect(Buffer.from(found?.record.value ?? []).includes('bad')).toBe(false);
  });

  test('parks the later ones of its aggregate behind it, in this batch and the next ones', async () => {
    const { rig, took } = throwing({ bad: never });
    await rig.deliver(
      await rig.appendAll([
        note('acme', 'b', '0'),
        note('acme', 'b', 'bad'),
        note('acme', 'b', '1'),
        note('acme', 'c', '2'),
      ]),
    );
    await rig.deliver(await rig.appendAll([note('acme', 'b', '3'), note('acme', 'c', '4')]));
    expect(took).toEqual(['0', '2', '4']);
    expect(await quarantined(rig)).toEqual([
      ['1', 'consumer.handler-missing'],
      ['2', 'consumer.parked'],
      ['4', 'consumer.parked'],
    ]);
    expect(rig.reports).toMatchObject([
      { handled: 2, quarantined: 1, parked: 1 },
      { handled: 1, parked: 1 },
    ]);
  });

  test('is skipped where the stream says so', async () => {
    const { rig, took } = throwing({ bad: never }, { onPoison: 'skip' });
    const records = await rig.appendAll([note('acme', 'b', 'bad'), note('acme', 'b', '1')]);
    await rig.deliver(records);
    await rig.deliver(await rig.appendAll([note('acme', 'b', '2')]));
    expect(took).toEqual(['1', '2']);
  });

  test.each(['park', 'skip'] as const)(
    'is not tried again when it is delivered again (%s)',
    async (onPoison) => {
      const { rig, tried } = throwing({ bad: never, wait: later }, { onPoison });
      const records = await rig.appendAll([
        note('acme', 'a', 'wait'),
        note('acme', 'b', 'bad'),
        note('acme', 'b', '1'),
      ]);
      await rig.deliver(records);
      await rig.deliver(records);
      expect(tried.filter((text) => text === 'bad')).toHaveLength(1);
      expect(rig.reports.at(-1)).toMatchObject({ duplicates: 2, failed: 1 });
    },
  );

  test('and was handled before it was parked stays handled', async () => {
    const { rig, took, mend } = throwing({ wait: later, bad: never });
    const records = await rig.appendAll([
      note('acme', 'a', 'wait'),
      note('acme', 'b', '1'),
      note('acme', 'b', 'bad'),
    ]);
    await rig.deliver(records);
    mend('wait');
    await rig.deliver(records);
    expect(took).toEqual(['1', 'wait']);
    expect(await quarantined(rig)).toEqual([['2', 'consumer.handler-missing']]);
  });
});

describe('a record that fails unforeseen', () => {
  test('is tried three times and then put in quarantine', async () => {
    const { rig, tried } = throwing({ bad: unforeseen });
    const records = await rig.appendAll([note('acme', 'a', '1'), note('acme', 'b', 'bad')]);
    expect(await rig.deliver(records)).toEqual(failedAt(1));
    expect(await rig.deliver(records.slice(1))).toEqual(failedAt(1));
    expect(await rig.deliver(records.slice(1))).toEqual(NO_FAILURES);
    expect(await rig.deliver(records.slice(1))).toEqual(NO_FAILURES);
    expect(tried.filter((text) => text === 'bad')).toHaveLength(3);
    expect(await quarantined(rig)).toEqual([['1', 'consumer.poisoned']]);
  });

  test('is forgotten by the journal once it is in quarantine', async () => {
    const { rig } = throwing({ bad: unforeseen });
    const records = await rig.appendAll([note('acme', 'b', 'bad')]);
    for (let times = 0; times < 3; times += 1) {
      await rig.deliver(records);
    }
    const attempts = records.map(({ topic, partition, offset }) => ({
      consumer: 'reader',
      topic,
      partition,
      offset,
      of: 'record' as const,
    }));
    expect(await rig.journal.begin(attempts)).toEqual([1]);
  });

  test('is found in any cut of the batches', async () => {
    const { rig, tried } = throwing({ bad: unforeseen });
    const records = await rig.appendAll([
      note('acme', 'a', '1'),
      note('acme', 'b', 'bad'),
      note('acme', 'c', '2'),
    ]);
    await rig.deliver(records);
    await rig.deliver(records.slice(1, 2));
    await rig.deliver(records.slice(1, 3));
    expect(tried.filter((text) => text === 'bad')).toHaveLength(3);
    expect(await quarantined(rig)).toEqual([['1', 'consumer.poisoned']]);
  });

  test('is taken if it succeeds in time', async () => {
    const { rig, took, mend } = throwing({ bad: unforeseen });
    const records = await rig.appendAll([note('acme', 'b', 'bad')]);
    await rig.deliver(records);
    await rig.deliver(records);
    mend('bad');
    await rig.deliver(records);
    expect(took).toEqual(['bad']);
    expect(await quarantined(rig)).toEqual([]);
  });

  test('is logged without its message, which may quote a payload', async () => {
    const { rig } = throwing({ bad: () => new SyntaxError('Unexpected token "secret"') });
    await rig.deliver(await rig.appendAll([note('acme', 'b', 'bad')]));
    expect(rig.lines).toMatchObject([
      { level: 'warn', facts: { error: 'SyntaxError', tenant: 'acme', offset: 0 } },
    ]);
    expect(JSON.stringify(rig.lines)).not.toContain('secret');
  });

  test('may throw anything', async () => {
    const spec: ConsumerSpec = {
      name: 'reader',
      stream: 'notes',
      on: { NoteTaken: () => Promise.reject('a text') },
    };
    const rig = new ConsumerRig(spec, { catalogue: notesCatalogue() });
    const records = await rig.appendAll([note('acme', 'b', 'x')]);
    expect(await rig.deliver(records)).toEqual(failedAt(0));
    await rig.deliver(records);
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
  });
});

describe('a record that does not become an event', () => {
  const invalid = { ...note('acme', 'b', 'x'), data: { text: 7 } };

  test.each([
    ['does not fit its schema', invalid, 'event.schema-mismatch'],
    ['is of an unknown type', { ...invalid, type: 'NoteEaten' }, 'event.type-unknown'],
  ])('because it %s is put in quarantine at once', async (_, event, reason) => {
    const { rig, took } = throwing({});
    const records = await rig.appendAll([event, note('acme', 'c', '1')]);
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(await quarantined(rig)).toEqual([['0', reason]]);
    expect(took).toEqual(['1']);
  });

  test('parks the later ones of its aggregate and none before it', async () => {
    const { rig, took } = throwing({});
    await rig.deliver(
      await rig.appendAll([note('acme', 'b', '0'), invalid, note('acme', 'b', '1')]),
    );
    expect(took).toEqual(['0']);
    expect(await quarantined(rig)).toEqual([
      ['1', 'event.schema-mismatch'],
      ['2', 'consumer.parked'],
    ]);
  });

  test('and says of no tenant whose it is, is put in the quarantine of the platform', async () => {
    const { rig } = throwing({});
    const record = await rig.append(note('acme', 'b', 'x'));
    expect(await rig.deliver([{ ...record, headers: [] }])).toEqual(NO_FAILURES);
    expect(await quarantined(rig)).toEqual([]);
    expect(await rig.quarantine.list(CANARY_TENANT)).toHaveLength(1);
  });

  test('and has neither key nor value is put in quarantine', async () => {
    const { rig } = throwing({});
    const record = await rig.append(note('acme', 'b', 'x'));
    const empty = new Uint8Array(0);
    expect(await rig.deliver([{ ...record, key: empty, value: empty }])).toEqual(NO_FAILURES);
    expect(rig.reports).toMatchObject([{ quarantined: 1 }]);
  });
});

describe('a foreign record', () => {
  const securityLine = {
    level: 'error',
    facts: { security: true, code: 'event.tenant-mismatch', partition: 0 },
  };

  function withHeader(record: LogRecord, name: string, text: string): LogRecord {
    return {
      ...record,
      headers: record.headers.map(([known, value]) =>
        known === name ? [known, Buffer.from(text)] : [known, value],
      ),
    };
  }

  test('whose header names another tenant reaches no handler and is a security event', async () => {
    const { rig, took } = throwing({});
    const record = await rig.append(note('acme', 'b', 'x'));
    const forged = withHeader(record, 'ce_tenantid', 'globex');
    expect(await rig.deliver([forged])).toEqual(NO_FAILURES);
    expect(took).toEqual([]);
    expect(rig.lines).toMatchObject([securityLine]);
    expect(rig.reports).toMatchObject([{ foreign: 1 }]);
    expect(await rig.quarantine.list(CANARY_TENANT)).toMatchObject([
      { reason: 'event.tenant-mismatch' },
    ]);
  });

  test('whose body names another tenant reaches no handler and is a security event', async () => {
    const { rig, took } = throwing({});
    const record = await rig.append({ ...note('acme', 'b', 'x'), bodyTenant: 'globex' });
    await rig.deliver([record]);
    expect(took).toEqual([]);
    expect(rig.lines).toMatchObject([securityLine]);
    expect(await rig.quarantine.list(CANARY_TENANT)).toHaveLength(1);
  });

  test('that was changed after it was sealed is a security event', async () => {
    const { rig, took } = throwing({});
    const record = await rig.append(note('acme', 'b', 'x'));
    const value = Buffer.from(record.value);
    value.writeUInt8(value.readUInt8(value.length - 1) ^ 1, value.length - 1);
    await rig.deliver([{ ...record, value }]);
    expect(took).toEqual([]);
    expect(rig.reports).toMatchObject([{ foreign: 1 }]);
    expect(rig.lines).toMatchObject([{ level: 'error', facts: { security: true } }]);
  });

  test('of the pool that was not sealed is a security event', async () => {
    const { rig, took } = throwing({}, { encryption: 'none' });
    await rig.deliver(await rig.appendAll([note('acme', 'b', 'x')]));
    expect(took).toEqual([]);
    expect(rig.reports).toMatchObject([{ foreign: 1 }]);
  });

  test('parks nothing of the tenant that it claims', async () => {
    const { rig, took } = throwing({});
    const record = await rig.append(note('acme', 'b', 'x'));
    const good = await rig.append(note('acme', 'b', '1'));
    await rig.deliver([withHeader(record, 'ce_tenantid', 'globex'), good]);
    expect(took).toEqual(['1']);
  });
});

describe('a record whose key was destroyed', () => {
  test('is skipped and counted, and stalls nobody', async () => {
    const { rig, took } = throwing({});
    const records = await rig.appendAll([
      note('acme', 'b', 'x'),
      note('globex', 'b', '1'),
      note('acme', 'b', 'y'),
    ]);
    await rig.vault.destroy(ACME, rig.clock.now());
    rig.clock.advance(60_000);
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(took).toEqual(['1']);
    expect(rig.reports).toMatchObject([{ shredded: 2, handled: 1 }]);
    expect(await quarantined(rig)).toEqual([]);
  });

  test('while its batch runs is not opened any more', async () => {
    const read: unknown[] = [];
    const spec: ConsumerSpec = {
      name: 'reader',
      stream: 'notes',
      on: {
        NoteTaken: async ({ data }) => {
          read.push(data['text']);
          await rig.vault.destroy(ACME, rig.clock.now());
          rig.clock.advance(31_000);
        },
      },
    };
    const rig = new ConsumerRig(spec, { catalogue: notesCatalogue() });
    const records = await rig.appendAll([note('acme', 'a', '1'), note('acme', 'b', '2')]);
    await rig.deliver(records, { remainingMs: 600_000 });
    expect(read).toEqual(['1']);
    expect(rig.reports).toMatchObject([{ handled: 1, shredded: 1 }]);
  });
});

test('a handler that finds its tenant gone leaves nothing behind', async () => {
  const { rig } = throwing({ gone: () => new KeysShredded('acme') });
  const records = await rig.appendAll([note('acme', 'b', 'gone'), note('acme', 'b', '1')]);
  expect(await rig.deliver(records)).toEqual(NO_FAILURES);
  expect(rig.reports).toMatchObject([{ shredded: 1, handled: 1 }]);
  expect(await quarantined(rig)).toEqual([]);
});

describe('a key that is missing', () => {
  /** The key table as after a restore that lost a tenant. */
  async function lost(rig: ConsumerRig): Promise<readonly LogRecord[]> {
    const elsewhere = new ConsumerRig(
      { name: 'reader', stream: 'notes', on: {} },
      { catalogue: notesCatalogue() },
    );
    const [orphan] = await elsewhere.appendAll([note('acme', 'b', 'x')]);
    const [before] = await rig.appendAll([note('globex', 'b', '1')]);
    const missing = orphan === undefined ? [] : [{ ...orphan, offset: 1 }];
    return before === undefined ? missing : [before, ...missing];
  }

  test('advances nothing of its partition and calls the operator', async () => {
    const { rig } = throwing({});
    const records = await lost(rig);
    expect(await rig.deliver(records)).toEqual(failedAt(0));
    expect(rig.reports.at(-1)?.failures).toMatchObject([
      { position: { offset: 1 }, error: expect.any(KeysMissing) },
      { position: { offset: 0 }, error: expect.any(KeysMissing) },
    ]);
    expect(rig.lines).toMatchObject([
      { level: 'error', facts: { code: 'keys.missing', remedy: 'call-operator' } },
    ]);
    expect(await rig.quarantine.list(ACME)).toEqual([]);
  });

  test('fails the whole batch as itself where there are no partial responses', async () => {
    const { rig } = throwing({});
    const records = await lost(rig);
    await expect(rig.deliver(records, { partialResponses: false })).rejects.toThrow(KeysMissing);
  });

  test('is the gravest of the failures of a batch', async () => {
    const { rig } = throwing({ bad: later });
    const first = await rig.append(note('globex', 'z', 'bad'));
    const records = [first, ...(await lost(rig)).map((record) => ({ ...record, partition: 1 }))];
    await expect(rig.deliver(records, { partialResponses: false })).rejects.toThrow(KeysMissing);
  });

  test('leaves the other partitions alone', async () => {
    const { rig, took } = throwing({});
    const [before, missing] = await lost(rig);
    const other = { ...(await rig.append(note('globex', 'c', '2'))), partition: 1 };
    const records = [before, missing, other].filter((record) => record !== undefined);
    expect(await rig.deliver(records)).toEqual(failedAt(0));
    expect(took).toContain('2');
  });

  test('does so however often the batch comes, and runs nothing twice', async () => {
    const { rig, took } = throwing({});
    const records = await lost(rig);
    await rig.deliver(records);
    await rig.deliver(records);
    expect(await rig.deliver(records)).toEqual(failedAt(0));
    expect(took).toEqual(['1']);
  });
});

describe('what the platform cannot do', () => {
  test('with the key vault fails the batch, which comes again', async () => {
    const { rig, took } = throwing({});
    const records = await rig.appendAll([note('acme', 'b', '1')]);
    const keyRing = {
      open: () => Promise.reject(new KeyVaultUnavailable('asking')),
      openReady: () => undefined,
      prefetch: () => Promise.reject(new KeyVaultUnavailable('asking')),
    };
    await expect(rig.deliver(records, { ports: { keyRing } })).rejects.toThrow(KeyVaultUnavailable);
    const attempts = records.map(({ topic, partition, offset }) => ({
      consumer: 'reader',
      topic,
      partition,
      offset,
      of: 'batch' as const,
    }));
    expect(await rig.journal.begin(attempts)).toEqual([1]);
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(took).toEqual(['1']);
  });

  test('with the quarantine keeps the record back and blames it for nothing', async () => {
    const { rig } = throwing({ bad: never });
    const records = await rig.appendAll([note('acme', 'b', 'bad'), note('acme', 'c', '1')]);
    const quarantine = {
      put: () => Promise.reject(new Error('the bucket does not answer')),
      blocked: async () => new Set<string>(),
      list: async () => [],
      find: async () => undefined,
      remove: async () => undefined,
      removeTenant: async () => 0,
    };
    for (let times = 0; times < 5; times += 1) {
      expect(await rig.deliver(records, { ports: { quarantine } })).toEqual(failedAt(0));
    }
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(await quarantined(rig)).toEqual([['0', 'consumer.handler-missing']]);
  });
});

describe('records of a fenced epoch', () => {
  test('are put in quarantine', async () => {
    const { rig, took } = throwing({});
    const records = await rig.appendAll([
      { ...note('acme', 'a', 'old'), epoch: 1 },
      { ...note('acme', 'b', 'new'), epoch: 2 },
    ]);
    const fence = { isFenced: async (_: unknown, __: unknown, epoch: number) => epoch < 2 };
    await rig.deliver(records, { ports: { fence } });
    expect(took).toEqual(['new']);
    expect(await quarantined(rig)).toEqual([['0', 'consumer.epoch-fenced']]);
  });
});

describe('a commit', () => {
  function counting(handle: EventHandler): ConsumerRig {
    const spec: ConsumerSpec = { name: 'counter', stream: 'notes', on: { NoteTaken: handle } };
    return new ConsumerRig(spec, { catalogue: notesCatalogue() });
  }

  const count: EventHandler = async (_, { state, commit }) => {
    const seen = Number((await state.get('count')) ?? 0);
    await commit([{ key: 'count', value: seen + 1 }]);
  };

  test('writes for the tenant alone', async () => {
    const rig = counting(count);
    const events = [note('acme', 'a', '1'), note('acme', 'b', '2'), note('globex', 'a', '3')];
    await rig.deliver(await rig.appendAll(events));
    expect(await rig.state('acme')).toEqual({ count: 2 });
    expect(await rig.state('globex')).toEqual({ count: 1 });
  });

  test('deletes what it gives no value', async () => {
    const rig = counting(async ({ data }, { commit }) => {
      const { text } = data;
      await commit([{ key: 'last', value: text === 'gone' ? undefined : (text ?? null) }]);
    });
    await rig.deliver(await rig.appendAll([note('acme', 'a', '1'), note('acme', 'a', 'gone')]));
    expect(await rig.state('acme')).toEqual({});
  });

  test('of what was not read writes over what is there', async () => {
    const rig = counting(({ data }, { commit }) =>
      commit([{ key: 'last', value: data['text'] ?? null }]).then(() => undefined),
    );
    await rig.deliver(await rig.appendAll([note('acme', 'a', '1'), note('acme', 'a', '2')]));
    expect(await rig.state('acme')).toEqual({ last: '2' });
  });

  test('that had happened counts as a duplicate', async () => {
    const outcomes: unknown[] = [];
    const rig = counting(async (_, { commit }) => {
      outcomes.push(await commit([{ key: 'k', value: 1 }]));
    });
    const records = await rig.appendAll([note('acme', 'a', '1')]);
    const forgetful = Object.assign(Object.create(rig.projections), {
      marked: async () => new Set<string>(),
      read: rig.projections.read.bind(rig.projections),
      commit: rig.projections.commit.bind(rig.projections),
    });
    await rig.deliver(records);
    await rig.deliver(records, { ports: { projections: forgetful } });
    expect(outcomes).toEqual(['committed', 'already']);
    expect(rig.reports).toMatchObject([{ handled: 1 }, { duplicates: 1 }]);
  });

  test('is waited for where the handler did not', async () => {
    const rig = counting((_, { commit }) => {
      void commit([{ key: 'k', value: 1 }]);
    });
    const records = await rig.appendAll([note('acme', 'a', '1')]);
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(await rig.state('acme')).toEqual({ k: 1 });
  });

  test('over what has changed since runs the handler again', async () => {
    let intruded = false;
    const rig = counting(async (event, context) => {
      const seen = Number((await context.state.get('count')) ?? 0);
      if (!intruded) {
        intruded = true;
        const scope = { tenant: event.tenant, consumer: 'counter' };
        const marker = { run: 'live', eventId: 'x', expiresAt: rig.clock.now() + 1 } as const;
        await rig.projections.commit(scope, marker, [{ key: 'count', value: 10, over: undefined }]);
      }
      await context.commit([{ key: 'count', value: seen + 1 }]);
    });
    await rig.deliver(await rig.appendAll([note('acme', 'a', '1')]));
    expect(await rig.state('acme')).toEqual({ count: 11 });
  });

  test('that loses every race fails for now', async () => {
    let runs = 0;
    const rig = counting(() => {
      runs += 1;
      throw new ConcurrentChange({ record: 'An entry' });
    });
    const records = await rig.appendAll([note('acme', 'a', '1')]);
    expect(await rig.deliver(records)).toEqual(failedAt(0));
    expect(runs).toBe(10);
  });

  test('may be done once', async () => {
    const errors: unknown[] = [];
    const rig = counting(async (_, { commit }) => {
      await commit([{ key: 'k', value: 1 }]);
      await commit([{ key: 'k', value: 2 }]).catch((error: unknown) => errors.push(error));
    });
    await rig.deliver(await rig.appendAll([note('acme', 'a', '1')]));
    expect(errors).toEqual([expect.any(CommittedTwice)]);
    expect(await rig.state('acme')).toEqual({ k: 1 });
  });
});

test('what a poisoned record threw is its cause', () => {
  const cause = unforeseen();
  const error = new RecordPoisoned({ consumer: 'c', attempts: 3, how: 'threw' }, { cause });
  expect(error.cause).toBe(cause);
});
