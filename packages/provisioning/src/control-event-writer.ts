import type { ClusterSessions } from '@tributary/domain/access';
import { type ControlEvent, controlRecord } from '@tributary/domain/events';
import type { CellId } from '@tributary/domain/placement';
import { CONTROL_TOPIC, type EventLog, type NewRecord } from '@tributary/domain/topics';
import { MIB } from '@tributary/kernel';
import type { PublishControlEvent } from './ports.ts';

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
      await log.append(CONTROL_TOPIC, [controlRecord(event)]);
    }
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
