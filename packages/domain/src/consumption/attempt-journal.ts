import type { TopicName } from '../topics/index.ts';

/** Work that may kill its process: a batch from an offset on (`batch`), or the one record there (`record`). */
export type Attempt = {
  readonly consumer: string;
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
  readonly of: 'batch' | 'record';
};

/** What survives a consumer that was killed: how often work was begun and not ended. */
export interface AttemptJournal {
  /** For each attempt, in order: how often it was begun, this time included. Durable when it resolves. */
  begin(attempts: readonly Attempt[]): Promise<readonly number[]>;

  /** Forgets the attempts. Twice equals once. */
  end(attempts: readonly Attempt[]): Promise<void>;

  /** Forgets all attempts on a topic. */
  removeTopic(topic: TopicName): Promise<void>;
}
