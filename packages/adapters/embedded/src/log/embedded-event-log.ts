import type {
  EventLog,
  LogRecord,
  NewRecord,
  PartitionOffsets,
  ReadRange,
  RecordPosition,
  TopicName,
} from '@tributary/domain/topics';
import type { EpochMs } from '@tributary/kernel';
import { appendRecords } from './append-records.ts';
import { offsetsOf, offsetsSince, readRecords } from './read-records.ts';
import type { SessionGate } from './session-gate.ts';

/** All of an append or nothing is written. What was acknowledged survives the end of the process, by SIGKILL too. */
export class EmbeddedEventLog implements EventLog {
  readonly #gate: SessionGate;
  readonly #appended: (topic: TopicName) => void;

  constructor(gate: SessionGate, appended: (topic: TopicName) => void) {
    this.#gate = gate;
    this.#appended = appended;
  }

  async append(
    topic: TopicName,
    records: readonly NewRecord[],
  ): Promise<readonly RecordPosition[]> {
    this.#gate.assertMay('produce', { kind: 'topic', name: topic });
    const positions = this.#gate.use('append', (file) => appendRecords(file, topic, records));
    if (records.length > 0) {
      this.#appended(topic);
    }
    return positions;
  }

  async read(range: ReadRange): Promise<readonly LogRecord[]> {
    this.#gate.assertMay('fetch', { kind: 'topic', name: range.topic });
    return this.#gate.use('read', (file) => file.snapshot(() => readRecords(file, range)));
  }

  async offsets(topic: TopicName): Promise<readonly PartitionOffsets[]> {
    this.#gate.assertMay('list-offsets', { kind: 'topic', name: topic });
    return this.#gate.use('offsets', (file) => file.snapshot(() => offsetsOf(file, topic)));
  }

  async offsetsSince(topic: TopicName, since: EpochMs): Promise<readonly RecordPosition[]> {
    this.#gate.assertMay('list-offsets', { kind: 'topic', name: topic });
    return this.#gate.use('offsets since', (file) =>
      file.snapshot(() => offsetsSince(file, topic, since)),
    );
  }
}
