import type { EpochMs } from '@tributary/kernel';
import { othersFirst } from '../others-first.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import { chunksBefore, recordsOf, rewriteChunk } from './chunk-rows.ts';
import { listTopics, type StoredTopic } from './topic-rows.ts';

/** Chunks in one transaction: others write in between. */
const CHUNKS_AT_ONCE = 500;

/** Resolves once the records that are older than their topic's retention are deleted; how many that were. */
export async function deleteExpired(file: SqliteFile, now: EpochMs): Promise<number> {
  let deleted = 0;
  for (const topic of listTopics(file)) {
    for (let more = true; more; ) {
      const step = deleteSome(file, topic, now - topic.retentionMs);
      deleted += step.deleted;
      more = step.chunks === CHUNKS_AT_ONCE;
      await othersFirst();
    }
  }
  return deleted;
}

function deleteSome(
  file: SqliteFile,
  topic: StoredTopic,
  before: EpochMs,
): { readonly chunks: number; readonly deleted: number } {
  if (chunksBefore(file, topic.id, before, 1).length === 0) {
    return { chunks: 0, deleted: 0 };
  }
  return file.transaction(() => {
    const heads = chunksBefore(file, topic.id, before, CHUNKS_AT_ONCE);
    let deleted = 0;
    for (const head of heads) {
      const records = [...recordsOf(file, head)];
      const kept = records.filter(({ timestamp }) => timestamp >= before);
      rewriteChunk(file, head, kept);
      deleted += records.length - kept.length;
    }
    return { chunks: heads.length, deleted };
  });
}
