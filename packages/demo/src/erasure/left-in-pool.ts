import { MIB } from '@tributary/kernel';
import type { Session, Topic } from '../isolation/log-trials.ts';

export type Left = {
  /** Records under a key of the tenant. */
  readonly records: number;
  readonly bytes: number;
  /** Those in which a name of the event's members can be read. */
  readonly readable: number;
};

const PAGE = { maxRecords: 1_000, maxBytes: 8 * MIB };

/** Every event of the tour has this member, so its body holds the name unless it is sealed. */
const MEMBER = Buffer.from('"activity"');

type PoolRecord = { readonly key: Uint8Array; readonly value: Uint8Array };

/** All that the topic holds when the reading begins, partition by partition. */
export async function* recordsOf({ log }: Session, topic: Topic): AsyncGenerator<PoolRecord> {
  for (const { earliest, end, partition } of await log.offsets(topic)) {
    for (let offset = earliest; offset < end; ) {
      const page = await log.read({ topic, partition, offset, ...PAGE });
      yield* page;
      offset = (page.at(-1)?.offset ?? end) + 1;
    }
  }
}

/** What is still there of one tenant, as bytes. */
export async function leftOf(tenant: string, all: AsyncIterable<PoolRecord>): Promise<Left> {
  const prefix = Buffer.from(`${tenant}:`);
  let [records, bytes, readable] = [0, 0, 0];
  for await (const { key, value } of all) {
    if (prefix.equals(key.subarray(0, prefix.length))) {
      records += 1;
      bytes += value.length;
      readable += Buffer.from(value).includes(MEMBER) ? 1 : 0;
    }
  }
  return { records, bytes, readable };
}
