import type { RecordsBatch } from '@platformatic/kafka';
import type { LogRecord, ReadRange } from '@tributary/domain/topics';
import type { KafkaConnection, TopicLayout, TopicPartition } from '../kafka-connection.ts';
import { recordBytes } from './produce-batches.ts';

/** What one request may bring; a read that wants more sends several. */
const MAX_FETCH_BYTES = 8 * 1_048_576;

/** From this version on a fetch names the topic by its id: https://cwiki.apache.org/confluence/display/KAFKA/KIP-516 */
const FETCH_BY_ID = 13;

const CONTROL_BATCH = 1 << 5;

/** What is there from the range's offset on, with the offset that comes next and the end as the leader knows it. */
type Page = {
  readonly records: readonly LogRecord[];
  readonly next: number;
  readonly end: number;
};

export async function fetchRecords(
  connection: KafkaConnection,
  { id }: TopicLayout,
  { leader }: TopicPartition,
  range: ReadRange,
): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  let bytesLeft = range.maxBytes;
  let offset = range.offset;
  for (;;) {
    const wanted = Math.max(1, Math.min(bytesLeft, MAX_FETCH_BYTES));
    const page = await fetchPage(connection, id, leader, { ...range, offset, maxBytes: wanted });
    for (const record of page.records) {
      bytesLeft -= recordBytes(record);
      if (records.length >= range.maxRecords || (bytesLeft < 0 && records.length > 0)) {
        return records;
      }
      records.push(record);
    }
    if (page.next <= offset || page.next >= page.end || records.length >= range.maxRecords) {
      return records;
    }
    offset = page.next;
  }
}

async function fetchPage(
  connection: KafkaConnection,
  topicId: string,
  leader: TopicPartition['leader'],
  range: ReadRange,
): Promise<Page> {
  const { responses } = await connection.request<FetchArguments, FetchAnswer>(
    'Fetch',
    leader,
    (version) => [
      0,
      0,
      range.maxBytes,
      0,
      0,
      -1,
      [
        {
          topicId: version < FETCH_BY_ID ? range.topic : topicId,
          partitions: [
            {
              partition: range.partition,
              currentLeaderEpoch: -1,
              fetchOffset: BigInt(range.offset),
              lastFetchedEpoch: -1,
              partitionMaxBytes: range.maxBytes,
            },
          ],
        },
      ],
      [],
      '',
    ],
  );
  const answer = responses[0]?.partitions[0];
  const batches = answer?.records ?? [];
  return {
    records: batches.flatMap((batch) => recordsOf(batch, range)),
    next: batches.reduce(
      (next, { firstOffset, lastOffsetDelta }) =>
        Math.max(next, Number(firstOffset) + lastOffsetDelta + 1),
      range.offset,
    ),
    end: Number(answer?.highWatermark ?? 0),
  };
}

/** A batch comes whole, so it may begin before the offset. */
function recordsOf(
  { attributes, firstOffset, firstTimestamp, records }: RecordsBatch,
  { topic, partition, offset: from }: ReadRange,
): readonly LogRecord[] {
  if ((attributes & CONTROL_BATCH) !== 0) {
    return [];
  }
  return records
    .map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
      topic,
      partition,
      offset: Number(firstOffset) + offsetDelta,
      timestamp: Number(firstTimestamp + timestampDelta),
      key: key ?? EMPTY,
      value: value ?? EMPTY,
      headers: headers.map(([name, content]) => [String(name ?? ''), content ?? EMPTY] as const),
    }))
    .filter(({ offset }) => offset >= from);
}

const EMPTY = Buffer.alloc(0);

/** `sessionEpoch` -1: no fetch session is made, as each read may be of another place. */
type FetchArguments = [
  maxWaitMs: number,
  minBytes: number,
  maxBytes: number,
  isolationLevel: number,
  sessionId: number,
  sessionEpoch: number,
  topics: readonly unknown[],
  forgotten: readonly unknown[],
  rackId: string,
];

type FetchAnswer = {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly highWatermark: bigint;
      readonly records?: readonly RecordsBatch[] | null;
    }[];
  }[];
};
