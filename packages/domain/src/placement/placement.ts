import type { Brand } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { POOL, type StreamName, type TopicName, topicName } from '../topics/index.ts';

/** `pool`: shared topics. `bridge`: own topics on a shared cluster. `silo`: own cluster. */
export type IsolationModel = 'pool' | 'bridge' | 'silo';

/** One Kafka cluster with its budget: `cell-1`, or `silo-<tenant>`. */
export type CellId = Brand<string, 'CellId'>;

export type Placement = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly model: IsolationModel;
  readonly cell: CellId;
  /** From 1; rises with each move. */
  readonly epoch: number;
};

export function topicOf(placement: Placement): TopicName {
  return topicName(placement.model === 'pool' ? POOL : placement.tenant, placement.stream);
}

/** From a configuration or a database: `a-z`, `0-9`, `-`, at most 64 characters. */
export function cellId(text: string): CellId {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(text)) {
    throw new RangeError(`"${text}" is no cell id: a-z, 0-9 and "-", at most 64 characters`);
  }
  return text as CellId;
}

export function siloCellId(tenant: TenantId): CellId {
  return `silo-${tenant}` as CellId;
}
