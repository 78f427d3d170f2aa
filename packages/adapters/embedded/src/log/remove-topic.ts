import { type TopicName, TopicUnknown } from '@tributary/domain/topics';
import { integer } from '../columns.ts';
import { othersFirst } from '../others-first.ts';
import type { SqliteFile } from '../sqlite-file.ts';

/** Chunks in one transaction: others write in between. */
const CHUNKS_AT_ONCE = 500;

/**
 * At once nobody finds the topic any more; when it resolves its records are in no byte of the file.
 *
 * @throws {TopicUnknown} what an interrupted removal left is deleted all the same.
 */
export async function removeTopic(file: SqliteFile, name: TopicName): Promise<void> {
  const { changes } = file.run('UPDATE topics SET name = NULL WHERE name = ?', name);
  await purgeRemoved(file);
  if (changes === 0) {
    throw new TopicUnknown(name);
  }
}

/** Deletes what is left of topics that were removed, by this or by an earlier process. */
export async function purgeRemoved(file: SqliteFile): Promise<void> {
  const removed = file.all('SELECT id FROM topics WHERE name IS NULL');
  for (const row of removed) {
    const topic = integer(row, 'id');
    while (deleteSome(file, topic) > 0) {
      await othersFirst();
    }
  }
  if (removed.length > 0) {
    await file.scrub();
    for (const row of removed) {
      file.run('DELETE FROM topics WHERE id = ? AND name IS NULL', integer(row, 'id'));
    }
  }
}

/** @returns how many chunks there were. */
function deleteSome(file: SqliteFile, topic: number): number {
  return file.transaction(() => {
    file.run('DELETE FROM partitions WHERE topic = ?', topic);
    file.run('DELETE FROM group_offsets WHERE topic = ?', topic);
    const { changes } = file.run(
      `DELETE FROM frames WHERE id IN (SELECT id FROM chunks WHERE topic = ?1 ORDER BY partition, last_offset LIMIT ?2)`,
      topic,
      CHUNKS_AT_ONCE,
    );
    file.run(
      `DELETE FROM chunks WHERE id IN (SELECT id FROM chunks WHERE topic = ?1 ORDER BY partition, last_offset LIMIT ?2)`,
      topic,
      CHUNKS_AT_ONCE,
    );
    return changes;
  });
}
