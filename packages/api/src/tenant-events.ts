import type { EventPage, EventView } from '@tributary/contract';
import { readRecord, type TenantEvent } from '@tributary/domain/events';
import { type Placement, topicOf } from '@tributary/domain/placement';
import type { Tenant } from '@tributary/domain/tenancy';
import {
  type ClusterSession,
  type LogRecord,
  OffsetOutOfRange,
  type RecordPosition,
  splitRecordKey,
} from '@tributary/domain/topics';
import { MIB } from '@tributary/kernel';
import type { ApiPorts } from './api-ports.ts';
import { eventCursor, writeCursor } from './event-cursor.ts';
import { iso } from './views.ts';

/** Of one answer: in a pool most of what is looked at may belong to others. */
const MAX_LOOKED_AT = 5_000;
/** Of one partition at a time. */
const TURN = 50;
const MAX_BYTES = 4 * MIB;

export type EventQuery = {
  readonly from: 'earliest' | 'latest';
  readonly cursor: string | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
};

/**
 * The tenant's own events of one stream, in order within each partition. What is shredded, foreign or unfit is passed over.
 *
 * @throws {RequestInvalid} the cursor is of another stream or epoch, or was not made here.
 * @throws {OffsetOutOfRange} the cursor is past the end.
 * @throws {KeysMissing}
 */
export async function tenantEvents(
  ports: ApiPorts,
  tenant: Tenant,
  placement: Placement,
  query: EventQuery,
): Promise<EventPage> {
  const session = readerOf(ports, tenant, placement);
  const topic = topicOf(placement);
  const source = {
    topic,
    owner: placement.model === 'pool' ? 'pool' : tenant.id,
    stream: placement.stream,
  } as const;
  const next = await startingPositions(session, placement, query);
  const events: EventView[] = [];
  const page = (isEnd: boolean): EventPage => ({
    events,
    cursor: writeCursor(placement, next),
    isEnd,
  });
  let looked = 0;
  for (let turnsWithout = 0; turnsWithout < next.size; ) {
    const [partition, offset] = takeTurn(next);
    const records = await readFrom(session, placement, { partition, offset });
    turnsWithout = records.length === 0 ? turnsWithout + 1 : 0;
    for (const record of records) {
      if (events.length === query.limit || looked === MAX_LOOKED_AT) {
        return page(false);
      }
      looked += 1;
      next.set(partition, record.offset + 1);
      const event = belongsTo(record, tenant) ? await eventOf(record) : undefined;
      if (event !== undefined) {
        events.push(view(event));
      }
    }
  }
  return page(true);

  async function eventOf(record: LogRecord): Promise<TenantEvent | undefined> {
    const outcome = await readRecord(record, source, ports);
    return outcome.kind === 'event' && outcome.event.tenant === tenant.id
      ? outcome.event
      : undefined;
  }
}

/** Own topics are read as the tenant itself; a pool's as the platform, which keeps to the tenant's records. */
export function readerOf(
  { sessions }: Pick<ApiPorts, 'sessions'>,
  tenant: Tenant,
  { cell, model, stream }: Placement,
): ClusterSession {
  return sessions.session(
    cell,
    model === 'pool' ? { kind: 'replayer', stream } : { kind: 'tenant', tenant: tenant.id },
  );
}

function belongsTo(record: LogRecord, tenant: Tenant): boolean {
  return splitRecordKey(Buffer.from(record.key).toString())?.tenant === tenant.id;
}

async function startingPositions(
  session: ClusterSession,
  placement: Placement,
  { cursor, from }: EventQuery,
): Promise<Map<number, number>> {
  const offsets = await session.log.offsets(topicOf(placement));
  const known = new Map(
    offsets.map(({ earliest, end, partition }) => [
      partition,
      from === 'earliest' ? earliest : end,
    ]),
  );
  const left = cursor === undefined ? [] : eventCursor(cursor, placement);
  const start = new Map(left.filter(([partition]) => known.has(partition)));
  for (const [partition, offset] of known) {
    start.set(partition, start.get(partition) ?? offset);
  }
  return start;
}

/** The partition whose turn it is, which goes to the end of the line: the cursor keeps the order, so a busy one starves no other. */
function takeTurn(next: Map<number, number>): readonly [partition: number, offset: number] {
  const [first = [0, 0]] = next;
  next.delete(first[0]);
  next.set(...first);
  return first;
}

/** What retention has deleted meanwhile is passed over. */
async function readFrom(
  session: ClusterSession,
  placement: Placement,
  { offset, partition }: RecordPosition,
): Promise<readonly LogRecord[]> {
  const range = { topic: topicOf(placement), partition, maxRecords: TURN, maxBytes: MAX_BYTES };
  try {
    return await session.log.read({ ...range, offset });
  } catch (cause) {
    const earliest = cause instanceof OffsetOutOfRange ? cause.facts['earliest'] : undefined;
    if (typeof earliest !== 'number' || offset >= earliest) {
      throw cause;
    }
    return session.log.read({ ...range, offset: earliest });
  }
}

function view(event: TenantEvent): EventView {
  const { aggregate, data, id, position, schemaVersion, stream, time, type } = event;
  return {
    id,
    stream,
    type,
    schemaVersion,
    aggregate,
    time: iso(time),
    data: JSON.parse(JSON.stringify(data)),
    partition: position.partition,
    offset: position.offset,
  };
}
