import type { ClusterSessions, Principal } from '@tributary/domain/access';
import type { CellId } from '@tributary/domain/placement';
import type { ClusterSession, TopicName } from '@tributary/domain/topics';
import type { SqliteFile } from '../sqlite-file.ts';
import type { ClusterFiles } from './cluster-files.ts';
import { EmbeddedEventLog } from './embedded-event-log.ts';
import { EmbeddedGroups } from './embedded-groups.ts';
import { EmbeddedTopicAdmin } from './embedded-topic-admin.ts';
import { SessionGate } from './session-gate.ts';

export type Appended = { readonly cell: CellId; readonly topic: TopicName };

export class EmbeddedClusterSessions implements ClusterSessions {
  readonly #clusters: ClusterFiles;
  readonly #control: SqliteFile;
  readonly #appended: (where: Appended) => void;

  constructor({
    clusters,
    control,
    appended,
  }: {
    readonly clusters: ClusterFiles;
    readonly control: SqliteFile;
    readonly appended: (where: Appended) => void;
  }) {
    this.#clusters = clusters;
    this.#control = control;
    this.#appended = appended;
  }

  session(cell: CellId, principal: Principal): ClusterSession {
    const gate = new SessionGate({
      cell,
      principal,
      clusters: this.#clusters,
      control: this.#control,
    });
    return {
      log: new EmbeddedEventLog(gate, (topic) => this.#appended({ cell, topic })),
      topics: new EmbeddedTopicAdmin(gate),
      groups: new EmbeddedGroups(gate),
    };
  }
}
