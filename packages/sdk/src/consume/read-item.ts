import { openReadyRecord, openRecord, type RecordOutcome } from '@tributary/domain/events';
import type { BatchItem } from './batch.ts';
import type { ConsumerPorts } from './consumer-ports.ts';

export type ReadOutcome = RecordOutcome | { readonly kind: 'failed'; readonly error: unknown };

type ReadPorts = Pick<ConsumerPorts, 'keyRing' | 'catalogue'>;

/** What the record turns out to be. It waits only where a key has to be asked for, which is seldom after `fetchKeys`. */
export function readItem(
  { identification }: BatchItem,
  ports: ReadPorts,
): ReadOutcome | Promise<ReadOutcome> {
  if (identification.kind !== 'identified') {
    return identification;
  }
  try {
    return openReadyRecord(identification, ports) ?? settled(openRecord(identification, ports));
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function settled(reading: Promise<RecordOutcome>): Promise<ReadOutcome> {
  try {
    return await reading;
  } catch (error) {
    return { kind: 'failed', error };
  }
}
