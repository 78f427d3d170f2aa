import { ConfigResourceTypes } from '@platformatic/kafka';
import { type TopicName, TopicUnknown } from '@tributary/domain/topics';
import { BATCH_ALLOWANCE_BYTES } from './log/produce-batches.ts';
import type { SessionCalls } from './session-calls.ts';

export const RETENTION_MS = 'retention.ms';
export const MAX_BATCH_BYTES = 'max.message.bytes';

export type Settings = {
  readonly retentionMs: number;
  readonly maxRecordBytes: number;
  /** Kafka's own limit is on batches. */
  readonly maxBatchBytes: number;
};

/**
 * The settings of topics, read by an identity of the platform on behalf of sessions whose own identity may only describe the topic. They
 * are remembered for each incarnation of a topic: nothing of the platform changes them in place.
 */
export class TopicSettings {
  readonly #operator: SessionCalls;
  readonly #known = new Map<string, Settings>();

  constructor(operator: SessionCalls) {
    this.#operator = operator;
  }

  /** @throws {TopicUnknown} */
  async of(topic: TopicName, id: string): Promise<Settings> {
    // Brokers before 2.8 have no ids.
    const incarnation = `${topic} ${id}`;
    const known = this.#known.get(incarnation);
    if (known !== undefined) {
      return known;
    }
    const read = await this.#read(topic);
    if (this.#known.size >= MAX_KNOWN) {
      this.#known.clear();
    }
    this.#known.set(incarnation, read);
    return read;
  }

  async #read(topic: TopicName): Promise<Settings> {
    const [described] = await this.#operator.call(
      'describe-topic-config',
      { kind: 'topic', name: topic },
      async (connection) => {
        const admin = await connection.admin();
        return admin.describeConfigs({
          resources: [
            {
              resourceType: ConfigResourceTypes.TOPIC,
              resourceName: topic,
              configurationKeys: [RETENTION_MS, MAX_BATCH_BYTES],
            },
          ],
        });
      },
    );
    const values = new Map(described?.configs.map(({ name, value }) => [name, Number(value)]));
    const retentionMs = values.get(RETENTION_MS);
    const maxBatchBytes = values.get(MAX_BATCH_BYTES);
    if (retentionMs === undefined || maxBatchBytes === undefined) {
      throw new TopicUnknown(topic);
    }
    return { retentionMs, maxBatchBytes, maxRecordBytes: maxBatchBytes - BATCH_ALLOWANCE_BYTES };
  }
}

const MAX_KNOWN = 20_000;
