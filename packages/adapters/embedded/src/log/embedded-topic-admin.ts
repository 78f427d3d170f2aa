import {
  type TopicAdmin,
  TopicExists,
  type TopicName,
  type TopicSpec,
} from '@tributary/domain/topics';
import type { SqliteFile } from '../sqlite-file.ts';
import { removeTopic } from './remove-topic.ts';
import type { SessionGate } from './session-gate.ts';
import { findTopic, listTopics } from './topic-rows.ts';

/** Once `remove` has resolved, the topic's records are in no byte of the cluster's files. */
export class EmbeddedTopicAdmin implements TopicAdmin {
  readonly #gate: SessionGate;

  constructor(gate: SessionGate) {
    this.#gate = gate;
  }

  async create(spec: TopicSpec): Promise<void> {
    this.#gate.assertMay('create-topic', { kind: 'topic', name: spec.name });
    this.#gate.use('topic creation', (file) => createTopic(file, spec));
  }

  async remove(name: TopicName): Promise<void> {
    this.#gate.assertMay('delete-topic', { kind: 'topic', name });
    await this.#gate.useAsync('topic removal', (file) => removeTopic(file, name));
  }

  async describe(name: TopicName): Promise<TopicSpec | undefined> {
    this.#gate.assertMay('describe-topic', { kind: 'topic', name });
    const found = this.#gate.use('topic description', (file) => findTopic(file, name));
    if (found === undefined) {
      return undefined;
    }
    const { id, ...spec } = found;
    return spec;
  }

  async list(): Promise<readonly TopicName[]> {
    return this.#gate
      .use('topic list', listTopics)
      .map(({ name }) => name)
      .filter((name) => this.#gate.may('describe-topic', { kind: 'topic', name }));
  }
}

function createTopic(
  file: SqliteFile,
  { name, partitions, retentionMs, maxRecordBytes }: TopicSpec,
): void {
  file.transaction(() => {
    if (findTopic(file, name) !== undefined) {
      throw new TopicExists(name);
    }
    const { id } = file.run(
      'INSERT INTO topics (name, partitions, retention_ms, max_record_bytes) VALUES (?, ?, ?, ?)',
      name,
      partitions,
      retentionMs,
      maxRecordBytes,
    );
    for (let partition = 0; partition < partitions; partition += 1) {
      file.run('INSERT INTO partitions (topic, partition) VALUES (?, ?)', id, partition);
    }
  });
}
