import type { CellId } from '@tributary/domain/placement';
import { CANARY_TENANT } from '@tributary/domain/tenancy';
import { type StreamName, type TopicSpec, topicName } from '@tributary/domain/topics';
import { DAY_MS, KIB } from '@tributary/kernel';
import type { ProvisioningPorts } from './ports.ts';

/** Nobody writes to them: they are there so that access to them can be refused. One of each stream, on each shared cell. */
export function canaryTopics({
  catalogue,
}: Pick<ProvisioningPorts, 'catalogue'>): readonly TopicSpec[] {
  return [...catalogue.streams.keys()].map(canaryTopic);
}

function canaryTopic(stream: StreamName): TopicSpec {
  const name = topicName(CANARY_TENANT, stream);
  return { name, partitions: 1, retentionMs: DAY_MS, maxRecordBytes: KIB };
}

export async function sharedCells({
  cells,
}: Pick<ProvisioningPorts, 'cells'>): Promise<readonly CellId[]> {
  return (await cells.list()).filter(({ kind }) => kind === 'shared').map(({ id }) => id);
}
