import type { TopicName } from '@tributary/domain/topics';
import { integer, text } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { storedTopic } from './stored-names.ts';

/** `mark` stands for all appends so far; `topics` had one since the mark that was given. */
export type Appends = { readonly mark: number; readonly topics: readonly TopicName[] };

/** Costs by the appends since `mark`, not by the topics of the cluster. With mark 0: all topics that have records. */
export function appendsSince(file: SqliteFile, mark: number): Appends {
  return file.snapshot(() => {
    const last = file.get('SELECT max(id) AS last FROM chunks');
    if (last === undefined || last['last'] === null || integer(last, 'last') <= mark) {
      return { mark, topics: [] };
    }
    const rows = file.all(
      `SELECT name FROM topics
       WHERE name IS NOT NULL AND id IN (SELECT DISTINCT topic FROM chunks WHERE id > ?)
       ORDER BY name`,
      mark,
    );
    return {
      mark: integer(last, 'last'),
      topics: rows.map((row) => storedTopic(text(row, 'name'))),
    };
  });
}
