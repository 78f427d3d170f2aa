import { type TopicName, type TopicSpec, TopicUnknown } from '@tributary/domain/topics';
import { integer, type Row, text } from '../columns.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import { storedTopic } from '../stored-names.ts';

export type StoredTopic = TopicSpec & { readonly id: number };

export function findTopic(file: SqliteFile, name: TopicName): StoredTopic | undefined {
  const row = file.get('SELECT * FROM topics WHERE name = ?', name);
  return row && topic(row);
}

/** @throws {TopicUnknown} */
export function topicNamed(file: SqliteFile, name: TopicName): StoredTopic {
  const found = findTopic(file, name);
  if (found === undefined) {
    throw new TopicUnknown(name);
  }
  return found;
}

export function listTopics(file: SqliteFile): readonly StoredTopic[] {
  return file.all('SELECT * FROM topics WHERE name IS NOT NULL ORDER BY name').map(topic);
}

function topic(row: Row): StoredTopic {
  return {
    id: integer(row, 'id'),
    name: storedTopic(text(row, 'name')),
    partitions: integer(row, 'partitions'),
    retentionMs: integer(row, 'retention_ms'),
    maxRecordBytes: integer(row, 'max_record_bytes'),
  };
}
