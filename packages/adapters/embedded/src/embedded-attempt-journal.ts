import type { Attempt, AttemptJournal } from '@tributary/domain/consumption';
import type { TopicName } from '@tributary/domain/topics';
import { integer } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** Survives the end of the process, by SIGKILL too. */
export class EmbeddedAttemptJournal implements AttemptJournal {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async begin(attempts: readonly Attempt[]): Promise<readonly number[]> {
    const file = this.#file;
    return file.transaction(() =>
      attempts.map(({ topic, partition, offset, consumer, of }) => {
        const row = file.get(
          `INSERT INTO attempts (topic, partition, record_offset, consumer, kind, begun)
           VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET begun = begun + 1 RETURNING begun`,
          topic,
          partition,
          offset,
          consumer,
          of,
        );
        return row === undefined ? 0 : integer(row, 'begun');
      }),
    );
  }

  async end(attempts: readonly Attempt[]): Promise<void> {
    const file = this.#file;
    file.transaction(() => {
      for (const { topic, partition, offset, consumer, of } of attempts) {
        file.run(
          `DELETE FROM attempts
           WHERE topic = ? AND partition = ? AND record_offset = ? AND consumer = ? AND kind = ?`,
          topic,
          partition,
          offset,
          consumer,
          of,
        );
      }
    });
  }

  async removeTopic(topic: TopicName): Promise<void> {
    this.#file.run('DELETE FROM attempts WHERE topic = ?', topic);
  }
}
