import type { ClusterSessions, Principal } from '@tributary/domain/access';
import type { CellId } from '@tributary/domain/placement';
import type { ClusterSession } from '@tributary/domain/topics';
import { ClusterUnavailable } from '@tributary/domain/topics';
import type { KafkaCell } from './kafka-cell.ts';

/** Each principal has a connection of its own to each cluster it uses, made at its first call. */
export class KafkaClusterSessions implements ClusterSessions {
  readonly #cellOf: (id: CellId) => KafkaCell | undefined;

  constructor(cellOf: (id: CellId) => KafkaCell | undefined) {
    this.#cellOf = cellOf;
  }

  session(id: CellId, principal: Principal): ClusterSession {
    return this.#cellOf(id)?.session(principal) ?? noSession(id);
  }
}

/** An unknown cell shows at the first call. */
function noSession(cell: CellId): ClusterSession {
  const refuse = async (): Promise<never> => {
    throw new ClusterUnavailable({ cell, doing: 'to connect: no such cell' });
  };
  return {
    log: { append: refuse, read: refuse, offsets: refuse, offsetsSince: refuse },
    topics: { create: refuse, remove: refuse, describe: refuse, list: refuse },
    groups: { commit: refuse, committed: refuse, remove: refuse, list: refuse },
  };
}
