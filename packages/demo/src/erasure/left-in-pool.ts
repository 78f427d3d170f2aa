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

/** What a shared topic still holds of one tenant, as bytes. */
export async function leftInPool(
  { log }: Session,
  topic: Topic,
  tenant: string,
  onProgress: (records: number) => void,
): Promise<Left> {
  const prefix = Buffer.from(`${tenant}:`);
  let [looked, records, bytes, readable] = [0, 0, 0, 0];
  for (const { earliest, end, partition } of await log.offsets(topic)) {
    for (let offset = earliest; offset < end; ) {
      const page = await log.read({ topic, partition, offset, ...PAGE });
      for (const { key, value } of page) {
        const body = Buffer.from(value);
        if (prefix.equals(key.subarray(0, prefix.length))) {
          records += 1;
          bytes += body.length;
          readable += body.includes(MEMBER) ? 1 : 0;
        }
      }
      looked += page.length;
      onProgress(looked);
      offset = (page.at(-1)?.offset ?? end) + 1;
    }
  }
  return { records, bytes, readable };
}
