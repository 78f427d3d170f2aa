import type { TenantId } from '@tributary/domain/tenancy';
import { type NewRecord, streamName, type TopicSpec, topicName } from '@tributary/domain/topics';

export const ORDERS = streamName('orders');

export function ordersOf(tenant: TenantId): TopicSpec {
  return {
    name: topicName(tenant, ORDERS),
    partitions: 3,
    retentionMs: 604_800_000,
    maxRecordBytes: 100_000,
  };
}

export function recordAt(timestamp: number, value: string): NewRecord {
  return { key: Buffer.from('acme:order-1'), value: Buffer.from(value), headers: [], timestamp };
}
