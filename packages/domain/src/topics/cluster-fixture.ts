import type { TenantId } from '../tenancy/index.ts';
import type { ClusterSession } from './cluster-session.ts';
import { groupName } from './group-name.ts';
import { streamName } from './stream-name.ts';
import type { TopicSpec } from './topic-admin.ts';
import { topicName } from './topic-name.ts';

/** One cluster seen by five identities. The tenants are new ones for each fixture: a real cluster outlives the tests. */
export type ClusterFixture = {
  readonly tenant: TenantId;
  /** The dangerous kind: its id begins with the tenant's. */
  readonly neighbour: TenantId;
  readonly as: {
    /** They read and write their own topics and use their own groups. */
    readonly tenant: ClusterSession;
    readonly neighbour: ClusterSession;
    /** Creates and describes any topic. */
    readonly provisioner: ClusterSession;
    /** Deletes and describes any tenant's topics and groups. */
    readonly eraser: ClusterSession;
    /** Describes everything. */
    readonly operator: ClusterSession;
  };
};

const ORDERS = streamName('orders');

export function ordersOf(tenant: TenantId, change: Partial<TopicSpec> = {}): TopicSpec {
  return {
    name: topicName(tenant, ORDERS),
    partitions: 3,
    retentionMs: 604_800_000,
    maxRecordBytes: 100_000,
    ...change,
  };
}

export function tallyOf(tenant: TenantId, epoch = 1) {
  return groupName({ owner: tenant, stream: ORDERS, consumer: 'tally', epoch });
}
