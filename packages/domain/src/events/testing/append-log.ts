import { type Principal, principalName } from '../../access/index.ts';
import type { CellId } from '../../placement/index.ts';
import {
  type LogRecord,
  type NewRecord,
  partitionOf,
  type RecordPosition,
  type TopicName,
} from '../../topics/index.ts';
import type { AppendSessions } from '../publisher.ts';

const PARTITIONS = 3;

/** What was appended, in order; the records lie where a log would put them. */
export class AppendLog implements AppendSessions {
  readonly appends: {
    readonly cell: CellId;
    readonly principal: string;
    readonly topic: TopicName;
  }[] = [];
  readonly records: LogRecord[] = [];
  /** What appends to these topics end with. */
  readonly failures = new Map<TopicName, Error>();

  session(cell: CellId, principal: Principal): ReturnType<AppendSessions['session']> {
    return {
      log: {
        append: async (topic, records) => {
          this.appends.push({ cell, principal: principalName(principal), topic });
          await undefined;
          const failure = this.failures.get(topic);
          if (failure !== undefined) {
            throw failure;
          }
          return records.map((record) => this.#append(topic, record));
        },
      },
    };
  }

  #append(topic: TopicName, record: NewRecord): RecordPosition {
    const partition = partitionOf(record.key, PARTITIONS);
    const before = this.records.filter(
      (other) => other.topic === topic && other.partition === partition,
    );
    const position = { partition, offset: before.length };
    this.records.push({ ...record, topic, ...position });
    return position;
  }
}
