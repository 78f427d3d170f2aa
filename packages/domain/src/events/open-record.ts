import { EnvelopeInvalid, EnvelopeRefused, type KeyRing, type Opened } from '../keys/index.ts';
import { type Catalogue, eventTypeOf, streamOf } from '../placement/index.ts';
import type { TenantId } from '../tenancy/index.ts';
import type { LogRecord } from '../topics/index.ts';
import { envelopeContext } from './envelope-context.ts';
import { BodyInvalid, TenantMismatch } from './errors.ts';
import { type EventPosition, PROBE_TYPE } from './event.ts';
import { decodeBody, type EventBody } from './event-body.ts';
import { identifyRecord, orUnfit } from './identify-record.ts';
import { isObject } from './is-object.ts';
import type {
  IdentifiedRecord,
  InvalidRecord,
  RecordOutcome,
  RecordSource,
} from './record-outcome.ts';
import { validated } from './validated.ts';

/** An event of an older or newer schema version is read under the version that the catalogue has now. */
export type ReadingTools = {
  readonly keyRing: Pick<KeyRing, 'open' | 'openReady' | 'prefetch'>;
  readonly catalogue: Pick<Catalogue, 'streams'>;
};

/**
 * What a record of `source` turns out to be.
 *
 * @throws {KeysMissing} nothing may be skipped: advance no offset.
 * @throws {KeyVaultUnavailable}
 */
export async function readRecord(
  record: LogRecord,
  source: RecordSource,
  tools: ReadingTools,
): Promise<RecordOutcome> {
  const identification = identifyRecord(record, source);
  return identification.kind === 'identified'
    ? await openRecord(identification, tools)
    : identification;
}

/**
 * @throws {KeysMissing} nothing may be skipped: advance no offset.
 * @throws {KeyVaultUnavailable}
 */
export async function openRecord(
  identified: IdentifiedRecord,
  { keyRing, catalogue }: ReadingTools,
): Promise<RecordOutcome> {
  const { tenant, headers, record } = identified;
  if (!headers.sealed) {
    return bodyOutcome(identified, record.value, catalogue);
  }
  try {
    const opened = await keyRing.open(envelopeContext(tenant, headers, headers), record.value);
    return openedOutcome(identified, opened, catalogue);
  } catch (error) {
    return refusal(error, tenant);
  }
}

/** As `openRecord`, without waiting: `undefined` where the key vault must be asked first. */
export function openReadyRecord(
  identified: IdentifiedRecord,
  { keyRing, catalogue }: ReadingTools,
): RecordOutcome | undefined {
  const { tenant, headers, record } = identified;
  if (!headers.sealed) {
    return bodyOutcome(identified, record.value, catalogue);
  }
  try {
    const opened = keyRing.openReady(envelopeContext(tenant, headers, headers), record.value);
    return opened === undefined ? undefined : openedOutcome(identified, opened, catalogue);
  } catch (error) {
    return refusal(error, tenant);
  }
}

/**
 * Fetches the keys of a batch side by side; what has none is passed over until it is opened.
 *
 * @throws {KeyVaultUnavailable}
 */
export async function prefetchKeys(
  records: readonly IdentifiedRecord[],
  { keyRing }: Pick<ReadingTools, 'keyRing'>,
): Promise<void> {
  await keyRing.prefetch(
    records
      .filter(({ headers }) => headers.sealed)
      .map(({ tenant, record }) => ({ tenant, sealed: record.value })),
  );
}

function refusal(error: unknown, tenant: TenantId): InvalidRecord {
  if (error instanceof EnvelopeInvalid || error instanceof EnvelopeRefused) {
    return { kind: 'invalid', error, tenant };
  }
  throw error;
}

function openedOutcome(
  identified: IdentifiedRecord,
  opened: Opened,
  catalogue: ReadingTools['catalogue'],
): RecordOutcome {
  switch (opened.kind) {
    case 'opened':
      return bodyOutcome(identified, opened.plaintext, catalogue);
    case 'shredded':
      return { kind: 'shredded', tenant: identified.tenant, id: identified.headers.id };
  }
}

function bodyOutcome(
  identified: IdentifiedRecord,
  plaintext: Uint8Array,
  catalogue: ReadingTools['catalogue'],
): RecordOutcome {
  return orUnfit(identified.tenant, () => {
    const body = decodeBody(plaintext);
    assertSameIdentity(identified, body);
    return identified.headers.type === PROBE_TYPE
      ? readProbe(identified, body)
      : readEvent(identified, body, catalogue);
  });
}

function assertSameIdentity({ tenant, headers, record }: IdentifiedRecord, body: EventBody): void {
  if (body.tenant !== tenant) {
    const { topic, partition, offset } = record;
    const claims = {
      topic,
      header: tenant,
      stream: headers.stream,
      key: tenant,
      body: body.tenant,
    };
    throw new TenantMismatch({ partition, offset, claims });
  }
  // A route cannot be compared with the aggregate, but the envelope binds it.
  if (!headers.sealed && body.aggregate !== headers.subject) {
    throw new BodyInvalid({ rule: 'is about another aggregate than ce_subject' });
  }
}

function readProbe(
  { tenant, headers, record }: IdentifiedRecord,
  { data }: EventBody,
): RecordOutcome {
  const nonce = isObject(data) ? data['nonce'] : undefined;
  if (typeof nonce !== 'string') {
    throw new BodyInvalid({ rule: 'is a readiness probe without a nonce' });
  }
  return {
    kind: 'probe',
    probe: { tenant, stream: headers.stream, nonce, position: positionOf(record) },
    epoch: headers.epoch,
  };
}

function readEvent(
  { tenant, headers, record }: IdentifiedRecord,
  body: EventBody,
  catalogue: ReadingTools['catalogue'],
): RecordOutcome {
  const { id, stream, type, schemaVersion, at, traceparent, epoch } = headers;
  const definition = eventTypeOf(streamOf(catalogue, stream), type);
  return {
    kind: 'event',
    event: {
      id,
      tenant,
      stream,
      type,
      schemaVersion,
      aggregate: body.aggregate,
      time: at,
      data: validated(stream, definition, body.data),
      traceparent,
      position: positionOf(record),
    },
    epoch,
  };
}

function positionOf({ topic, partition, offset }: LogRecord): EventPosition {
  return { topic, partition, offset };
}
