import type { ClusterSessions } from '@tributary/domain/access';
import type { CellId } from '@tributary/domain/placement';
import { CONTROL_TOPIC, type EventLog, type NewRecord } from '@tributary/domain/topics';
import { MIB } from '@tributary/kernel';
import type { ControlEvent, PublishControlEvent } from './ports.ts';

type Parts = {
  readonly sessions: ClusterSessions;
  /** The one that has `platform.control`. */
  readonly cell: CellId;
};

/** Writes control events as CloudEvents in binary mode; where an event may be there already it looks, from its time on. */
export function controlEventWriter({ sessions, cell }: Parts): PublishControlEvent {
  return async (event, { mayBeThere }) => {
    const { log } = sessions.session(cell, { kind: 'control-publisher' });
    if (!(mayBeThere && (await isWritten(log, event)))) {
      await log.append(CONTROL_TOPIC, [recordOf(event)]);
    }
  };
}

/** The headers of an event of ours without placement: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md */
function recordOf({ id, type, tenant, at, data }: ControlEvent): NewRecord {
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: '/tributary/control',
    ce_type: type,
    ce_time: new Date(at).toISOString(),
    ce_subject: tenant,
    ce_tenantid: tenant,
    'content-type': 'application/json',
  };
  return {
    key: Buffer.from(tenant),
    value: Buffer.from(JSON.stringify({ tenantid: tenant, data })),
    headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
    timestamp: at,
  };
}

const PAGE = { maxRecords: 500, maxBytes: MIB };

async function isWritten(log: EventLog, { id, at }: ControlEvent): Promise<boolean> {
  for (const { partition, offset } of await log.offsetsSince(CONTROL_TOPIC, at)) {
    let next: number | undefined = offset;
    while (next !== undefined) {
      const page = await log.read({ topic: CONTROL_TOPIC, partition, offset: next, ...PAGE });
      if (page.some(({ headers }) => isOf(headers, id))) {
        return true;
      }
      const last = page.at(-1);
      next = last && last.offset + 1;
    }
  }
  return false;
}

function isOf(headers: NewRecord['headers'], id: string): boolean {
  return headers.some(([name, value]) => name === 'ce_id' && Buffer.from(value).toString() === id);
}
