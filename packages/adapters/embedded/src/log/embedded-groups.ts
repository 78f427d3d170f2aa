import {
  type GroupName,
  type Groups,
  GroupUnknown,
  type RecordPosition,
  type TopicName,
  TopicUnknown,
} from '@tributary/domain/topics';
import { integer, text } from '../columns.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import { storedGroup } from '../stored-names.ts';
import type { SessionGate } from './session-gate.ts';
import { topicNamed } from './topic-rows.ts';

/** As in Kafka, a group is there while it has offsets, and the offsets on a topic go with the topic. */
export class EmbeddedGroups implements Groups {
  readonly #gate: SessionGate;

  constructor(gate: SessionGate) {
    this.#gate = gate;
  }

  async commit(
    group: GroupName,
    topic: TopicName,
    positions: readonly RecordPosition[],
  ): Promise<void> {
    this.#gate.assertMay('commit-offsets', { kind: 'offsets', group, topic });
    this.#gate.use('offset commit', (file) => commitOffsets(file, group, topic, positions));
  }

  async committed(group: GroupName, topic: TopicName): Promise<readonly RecordPosition[]> {
    this.#gate.assertMay('fetch-offsets', { kind: 'offsets', group, topic });
    const rows = this.#gate.use('offset reading', (file) =>
      file.all(
        `SELECT partition, next_offset FROM group_offsets
         WHERE consumer_group = ? AND topic = (SELECT id FROM topics WHERE name = ?)
         ORDER BY partition`,
        group,
        topic,
      ),
    );
    return rows.map((row) => ({
      partition: integer(row, 'partition'),
      offset: integer(row, 'next_offset'),
    }));
  }

  async remove(group: GroupName): Promise<void> {
    this.#gate.assertMay('delete-group', { kind: 'group', name: group });
    const { changes } = this.#gate.use('group removal', (file) =>
      file.run('DELETE FROM group_offsets WHERE consumer_group = ?', group),
    );
    if (changes === 0) {
      throw new GroupUnknown(group);
    }
  }

  async list(): Promise<readonly GroupName[]> {
    return this.#gate
      .use('group list', (file) =>
        file.all('SELECT DISTINCT consumer_group FROM group_offsets ORDER BY consumer_group'),
      )
      .map((row) => storedGroup(text(row, 'consumer_group')))
      .filter((name) => this.#gate.may('describe-group', { kind: 'group', name }));
  }
}

function commitOffsets(
  file: SqliteFile,
  group: GroupName,
  name: TopicName,
  positions: readonly RecordPosition[],
): void {
  file.transaction(() => {
    const { id, partitions } = topicNamed(file, name);
    for (const { partition, offset } of positions) {
      if (partition < 0 || partition >= partitions) {
        throw new TopicUnknown(name);
      }
      file.run(
        `INSERT OR REPLACE INTO group_offsets (consumer_group, topic, partition, next_offset)
         VALUES (?, ?, ?, ?)`,
        group,
        id,
        partition,
        offset,
      );
    }
  });
}
