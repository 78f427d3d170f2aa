import {
  isProbeAnswered,
  type KafkaEvent,
  KafkaEventInvalid,
  kafkaEvent,
  PublishingUnavailable,
  StreamMismatch,
  TenantContextMissing,
} from '@tributary/domain/consumption';
import { EventTypeUnknown, StreamUnknown } from '@tributary/domain/placement';
import { operationId, tenantId } from '@tributary/domain/tenancy';
import type { Context, MSKEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { ConsumerSpec, EventHandler } from './consumer-spec.ts';
import { createConsumer } from './create-consumer.ts';
import { currentTenant } from './tenant-context.ts';
import { ConsumerRig, PROBE_TYPE, rigEventId } from './testing/index.ts';
import { note, notesCatalogue } from './testing/notes.ts';

const ACME = tenantId('acme');
const NO_FAILURES = { batchItemFailures: [] };

function notes(handle: EventHandler, change: Partial<ConsumerSpec> = {}): ConsumerSpec {
  return { name: 'reader', stream: 'notes', on: { NoteTaken: handle }, ...change };
}

/** A rig whose handler only remembers what it was given. */
function reading(change: Partial<ConsumerSpec> = {}): {
  readonly rig: ConsumerRig;
  readonly read: string[];
} {
  const read: string[] = [];
  const spec = notes(({ tenant, data }) => {
    read.push(`${tenant}: ${data['text']}`);
  }, change);
  return { rig: new ConsumerRig(spec, { catalogue: notesCatalogue() }), read };
}

describe('a consumer', () => {
  test("takes what AWS's own types say: the event of a mapping and a Lambda's context", async () => {
    const { rig, read } = reading();
    const { topic, partition, offset, timestamp, ...record } = await rig.append(
      note('acme', 'n-1', 'hello'),
    );
    const event: MSKEvent = {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/vpc-2priv-2pub/751d2973-2',
      bootstrapServers: 'b-1.demo.kafka.us-east-1.amazonaws.com:9098',
      records: {
        'pool.notes-0': [
          {
            topic,
            partition,
            offset,
            timestamp,
            timestampType: 'CREATE_TIME',
            key: Buffer.from(record.key).toString('base64'),
            value: Buffer.from(record.value).toString('base64'),
            headers: record.headers.map(([name, value]) => ({ [name]: [...value] })),
          },
        ],
      },
    };
    const lambda: Pick<Context, 'getRemainingTimeInMillis' | 'awsRequestId'> = {
      getRemainingTimeInMillis: () => 30_000,
      awsRequestId: 'r-1',
    };
    const handler = createConsumer(
      notes(({ data }) => void read.push(`${data['text']}`)),
      rig.ports,
    );
    expect(await handler(event satisfies KafkaEvent, lambda)).toEqual(NO_FAILURES);
    expect(read).toEqual(['hello']);
  });

  test('hands over each event as it was published', async () => {
    const seen: unknown[] = [];
    const spec = notes((event) => {
      seen.push(event);
    });
    const rig = new ConsumerRig(spec, { catalogue: notesCatalogue() });
    const record = await rig.append(note('acme', 'n-1', 'hello'));
    expect(await rig.deliver([record])).toEqual(NO_FAILURES);
    expect(seen).toMatchObject([
      {
        id: rigEventId(1),
        tenant: 'acme',
        stream: 'notes',
        type: 'NoteTaken',
        schemaVersion: 1,
        aggregate: 'n-1',
        time: rig.clock.now(),
        data: { text: 'hello' },
        position: { topic: 'pool.notes', partition: 0, offset: 0 },
      },
    ]);
  });

  test.each(['envelope', 'none'] as const)(
    'reads topics of a tenant with encryption %s',
    async (encryption) => {
      const read: unknown[] = [];
      const spec = notes(({ data }) => {
        read.push(data['text']);
      });
      const rig = new ConsumerRig(spec, {
        catalogue: notesCatalogue(),
        model: 'bridge',
        encryption,
      });
      await rig.deliver([await rig.append(note('acme', 'n-1', 'hello'))]);
      expect(read).toEqual(['hello']);
    },
  );

  test('runs each handler as the tenant of its event', async () => {
    const tenants: unknown[] = [];
    const spec = notes(async ({ data }, { tenant }) => {
      await Promise.resolve();
      tenants.push([data['text'], tenant, currentTenant()]);
    });
    const rig = new ConsumerRig(spec, { catalogue: notesCatalogue() });
    await rig.deliver(await rig.appendAll([note('acme', 'n-1', 'a'), note('globex', 'n-1', 'g')]));
    expect(tenants).toEqual([
      ['a', 'acme', 'acme'],
      ['g', 'globex', 'globex'],
    ]);
  });

  test('knows no tenant outside a handler', () => {
    expect(() => currentTenant()).toThrow(TenantContextMissing);
  });

  test('takes the events of one aggregate in order and of one tenant in the order of the log', async () => {
    const { rig, read } = reading();
    const events = ['1', '2', '3', '4', '5'].map((text) => note('acme', 'n-1', text));
    await rig.deliver(await rig.appendAll(events));
    expect(read).toEqual(['1', '2', '3', '4', '5'].map((text) => `acme: ${text}`));
  });

  test('takes an empty batch', async () => {
    const { rig } = reading();
    expect(await rig.deliver([])).toEqual(NO_FAILURES);
  });

  test('leaves nothing in the journal', async () => {
    const { rig } = reading();
    const record = await rig.append(note('acme', 'n-1', '1'));
    await rig.deliver([record]);
    const { topic, partition, offset } = record;
    const attempt = { consumer: 'reader', topic, partition, offset };
    expect(
      await rig.journal.begin([
        { ...attempt, of: 'batch' },
        { ...attempt, of: 'record' },
      ]),
    ).toEqual([1, 1]);
  });

  test('refuses an event that is none', async () => {
    const { rig } = reading();
    const consumer = createConsumer(
      notes(() => undefined),
      rig.ports,
    );
    const context = { getRemainingTimeInMillis: () => 1_000 };
    await expect(consumer({ Records: [] }, context)).rejects.toThrow(KafkaEventInvalid);
  });

  test('refuses a batch of another stream', async () => {
    const { rig } = reading();
    const { topic } = await new ConsumerRig(
      { name: 'other', stream: 'orders', on: {} },
      { catalogue: notesCatalogue() },
    ).append({ tenant: 'acme', type: 'OrderPlaced', aggregate: 'o-1', data: {} });
    const record = await rig.append(note('acme', 'n-1', '1'));
    await expect(rig.deliver([{ ...record, topic }])).rejects.toThrow(StreamMismatch);
  });

  test('of a stream that is not in the catalogue is not made', () => {
    const { rig } = reading();
    const spec = notes(() => undefined, { stream: 'orders' });
    expect(() => createConsumer(spec, rig.ports)).toThrow(StreamUnknown);
  });

  test('with a handler for a type that is not in its stream is not made', () => {
    const { rig } = reading();
    const spec = notes(() => undefined, { on: { NoteTakn: () => undefined } });
    expect(() => createConsumer(spec, rig.ports)).toThrow(EventTypeUnknown);
  });

  test('is observed once for each batch, with every record counted once', async () => {
    const { rig } = reading();
    const records = await rig.appendAll([note('acme', 'n-1', '1'), note('acme', 'n-2', '2')]);
    await rig.deliver(records);
    await rig.deliver(records);
    expect(rig.reports).toMatchObject([
      { consumer: 'reader', records: 2, handled: 2, duplicates: 0, failures: [] },
      { consumer: 'reader', records: 2, handled: 0, duplicates: 2, failures: [] },
    ]);
  });
});

describe('types without a handler', () => {
  const dropped = { tenant: 'acme', aggregate: 'n-1', type: 'NoteDropped', data: { text: 'x' } };

  test('are passed over', async () => {
    const { rig, read } = reading();
    const records = await rig.appendAll([dropped, note('acme', 'n-1', '1')]);
    expect(await rig.deliver(records)).toEqual(NO_FAILURES);
    expect(read).toEqual(['acme: 1']);
    expect(rig.reports).toMatchObject([{ ignored: 1, handled: 1 }]);
  });

  test('go to quarantine where the consumer wants one for all', async () => {
    const { rig } = reading({ otherwise: 'quarantine' });
    await rig.deliver(await rig.appendAll([dropped]));
    expect(await rig.quarantine.list(ACME)).toMatchObject([{ reason: 'consumer.handler-missing' }]);
  });
});

describe('a repeated event', () => {
  test('in another batch is not handled again', async () => {
    const { rig, read } = reading();
    const records = await rig.appendAll([note('acme', 'n-1', '1')]);
    await rig.deliver(records);
    await rig.deliver(records);
    expect(read).toEqual(['acme: 1']);
  });

  test('at another offset is not handled again, in the same batch or later', async () => {
    const { rig, read } = reading();
    const twice = { ...note('acme', 'n-1', '1'), id: rigEventId(99) };
    await rig.deliver(await rig.appendAll([twice, twice]));
    await rig.deliver(await rig.appendAll([twice]));
    expect(read).toEqual(['acme: 1']);
    expect(rig.reports).toMatchObject([{ handled: 1, duplicates: 1 }, { duplicates: 1 }]);
  });

  test('is handled again once the window has passed', async () => {
    const { rig, read } = reading({ dedupeMs: 1_000 });
    const records = await rig.appendAll([note('acme', 'n-1', '1')]);
    await rig.deliver(records);
    rig.clock.advance(1_001);
    await rig.deliver(records);
    expect(read).toEqual(['acme: 1', 'acme: 1']);
  });

  test('of another tenant is another event', async () => {
    const { rig, read } = reading();
    const id = rigEventId(99);
    await rig.deliver(
      await rig.appendAll([
        { ...note('acme', 'n-1', '1'), id },
        { ...note('globex', 'n-1', '1'), id },
      ]),
    );
    expect(read).toEqual(['acme: 1', 'globex: 1']);
  });

  test('in a replay is handled, once', async () => {
    const { rig, read } = reading();
    const run = `replay-${operationId('0199f3a0-0000-7000-8000-000000000000')}` as const;
    const records = await rig.appendAll([note('acme', 'n-1', '1')]);
    await rig.deliver(records);
    await rig.deliver(records, { run });
    await rig.deliver(records, { run });
    expect(read).toEqual(['acme: 1', 'acme: 1']);
  });
});

describe('a readiness probe', () => {
  test('is answered before user code', async () => {
    const { rig, read } = reading();
    const nonce = 'n-17';
    const probe = { tenant: 'acme', aggregate: 'probe', type: PROBE_TYPE, data: { nonce } };
    const answer = { tenant: ACME, consumer: 'reader', nonce };
    const records = await rig.appendAll([probe]);
    expect(await isProbeAnswered(rig.projections, answer)).toBe(false);
    await rig.deliver(records);
    await rig.deliver(records);
    expect(await isProbeAnswered(rig.projections, answer)).toBe(true);
    expect(read).toEqual([]);
    expect(rig.reports).toMatchObject([{ probes: 1 }, { probes: 1 }]);
  });
});

describe('publishing from a handler', () => {
  const draft = (text: string) => ({
    stream: 'notes',
    type: 'NoteTaken',
    aggregate: 'n-2',
    data: { text },
  });

  test('is for the same tenant and follows from the handled event', async () => {
    const ids = async (events: readonly string[]): Promise<readonly unknown[]> => {
      const spec = notes(async (event, { publish }) => {
        await publish({ ...draft('a'), aggregate: event.aggregate });
        await publish({ ...draft('b'), aggregate: event.aggregate });
      });
      const rig = new ConsumerRig(spec, { catalogue: notesCatalogue() });
      const id = rigEventId(1);
      const given = events.map((tenant) => ({ ...note(tenant, 'n-1', 'x'), id }));
      await rig.deliver(await rig.appendAll(given));
      return rig.published.map((event) => event.id);
    };
    const first = await ids(['acme', 'globex']);
    expect(first).toHaveLength(4);
    expect(new Set(first).size).toBe(4);
    expect(await ids(['acme', 'globex'])).toEqual(first);
  });

  test('keeps an id that the handler gives', async () => {
    const spec = notes(async (event, { publish }) => {
      await publish({ ...draft('a'), aggregate: event.aggregate, id: rigEventId(7) });
    });
    const rig = new ConsumerRig(spec, { catalogue: notesCatalogue() });
    await rig.deliver(await rig.appendAll([note('acme', 'n-1', 'x')]));
    expect(rig.published).toMatchObject([{ tenant: 'acme', id: rigEventId(7) }]);
  });

  test('is refused where no publisher is deployed, and the record waits for one', async () => {
    const errors: unknown[] = [];
    const spec = notes(async (event, { publish }) => {
      try {
        await publish({ ...draft('a'), aggregate: event.aggregate });
      } catch (error) {
        errors.push(error);
        throw error;
      }
    });
    const rig = new ConsumerRig(spec, { catalogue: notesCatalogue() });
    const { publish: _, ...ports } = rig.ports;
    const records = await rig.appendAll([note('acme', 'n-1', 'x')]);
    const delivery = kafkaEvent(records, { eventSourceArn: 'arn', bootstrapServers: 'rig:9098' });
    const response = await createConsumer(spec, ports)(delivery, {
      getRemainingTimeInMillis: () => 1_000,
    });
    expect(response.batchItemFailures).toHaveLength(1);
    expect(errors).toEqual([expect.any(PublishingUnavailable)]);
  });
});
