import { MIB } from '@tributary/kernel';
import type { Cell, Demand, LimitProfileName } from './cells.ts';
import { CellFull } from './errors.ts';

/** `published`: a vendor's page says so. `chosen`: nobody publishes a number, this one is ours. */
export type LimitSource =
  | { readonly kind: 'published'; readonly url: string; readonly note?: string }
  | { readonly kind: 'chosen'; readonly reason: string };

export type Limit = {
  readonly value: number;
  /** What is counted, and per what. */
  readonly unit: string;
  readonly source: LimitSource;
};

/** The limits that tenants use up: a cell is full when one of them is. */
export type BookedLimitName = keyof Demand;

export type LimitName =
  | BookedLimitName
  | 'compactedPartitions'
  | 'partitionChanges'
  | 'topicRequestsPerSecond'
  | 'connections'
  | 'connectionAttemptsPerSecond'
  | 'requestsPerSecond'
  | 'maxMessageBytes'
  | 'maxFetchBytes'
  | 'ingressBytesPerSecond'
  | 'egressBytesPerSecond'
  | 'ingressBytesPerSecondPerPartition'
  | 'egressBytesPerSecondPerPartition'
  | 'clientVpcs'
  | 'clustersPerAccount';

/** A limit that is absent does not exist there or is not published. */
export type LimitProfile = Readonly<Record<BookedLimitName, Limit>> &
  Readonly<Partial<Record<LimitName, Limit>>>;

/** The window of `partitionChanges`: five minutes. */
export const PARTITION_CHANGE_WINDOW_MS = 300_000;

const MB = 1_000_000;

const MSK_SERVERLESS: LimitSource = {
  kind: 'published',
  url: 'https://docs.aws.amazon.com/msk/latest/developerguide/limits.html#serverless-quota',
};
const MSK_PROVISIONED: LimitSource = {
  kind: 'published',
  url: 'https://docs.aws.amazon.com/msk/latest/developerguide/limits.html',
  note: 'three brokers',
};

export const LIMITS: Readonly<Record<LimitProfileName, LimitProfile>> = {
  'msk-serverless': {
    partitions: { value: 2_400, unit: 'leader partitions per cluster', source: MSK_SERVERLESS },
    groups: { value: 500, unit: 'consumer groups per cluster', source: MSK_SERVERLESS },
    compactedPartitions: {
      value: 120,
      unit: 'compacted leader partitions per cluster',
      source: MSK_SERVERLESS,
    },
    partitionChanges: {
      value: 250,
      unit: 'partitions created or deleted per cluster in 5 minutes',
      source: MSK_SERVERLESS,
    },
    topicRequestsPerSecond: {
      value: 2,
      unit: 'topic management requests per second and cluster',
      source: MSK_SERVERLESS,
    },
    connections: { value: 3_000, unit: 'client connections per cluster', source: MSK_SERVERLESS },
    connectionAttemptsPerSecond: {
      value: 100,
      unit: 'connection attempts per second and cluster',
      source: MSK_SERVERLESS,
    },
    requestsPerSecond: {
      value: 15_000,
      unit: 'requests per second and cluster',
      source: MSK_SERVERLESS,
    },
    maxMessageBytes: { value: 8 * MIB, unit: 'bytes per message', source: MSK_SERVERLESS },
    maxFetchBytes: { value: 55 * MB, unit: 'bytes per fetch request', source: MSK_SERVERLESS },
    ingressBytesPerSecond: {
      value: 200 * MB,
      unit: 'bytes per second and cluster',
      source: MSK_SERVERLESS,
    },
    egressBytesPerSecond: {
      value: 400 * MB,
      unit: 'bytes per second and cluster',
      source: MSK_SERVERLESS,
    },
    ingressBytesPerSecondPerPartition: {
      value: 5 * MB,
      unit: 'bytes per second and partition',
      source: MSK_SERVERLESS,
    },
    egressBytesPerSecondPerPartition: {
      value: 10 * MB,
      unit: 'bytes per second and partition',
      source: MSK_SERVERLESS,
    },
    clientVpcs: { value: 5, unit: 'client VPCs per cluster', source: MSK_SERVERLESS },
    clustersPerAccount: {
      value: 10,
      unit: 'serverless clusters per account and region',
      source: MSK_SERVERLESS,
    },
  },
  'msk-provisioned': {
    partitions: {
      value: 1_000,
      unit: 'leader partitions per cluster',
      source: {
        kind: 'published',
        url: 'https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html#partitions-per-broker',
        note: 'recommended 1,000 per broker with replicas (m7g.large, express.m7g.large); three brokers, three replicas',
      },
    },
    groups: {
      value: 1_000,
      unit: 'consumer groups per cluster',
      source: {
        kind: 'chosen',
        reason:
          'no quota is published, but AWS warns that many groups degrade metrics; one per partition',
      },
    },
    connections: { value: 9_000, unit: 'IAM connections per cluster', source: MSK_PROVISIONED },
    connectionAttemptsPerSecond: {
      value: 300,
      unit: 'IAM connection attempts per second and cluster',
      source: MSK_PROVISIONED,
    },
    clustersPerAccount: {
      value: 30,
      unit: 'clusters per account and region',
      source: {
        kind: 'published',
        url: 'https://docs.aws.amazon.com/msk/latest/developerguide/limits.html',
        note: '90 brokers per account, three per cluster',
      },
    },
  },
  embedded: {
    partitions: {
      value: 100_000,
      unit: 'partitions per log',
      source: {
        kind: 'chosen',
        reason: 'a partition is a row; 5,000 tenants with eleven partitions of their own take half',
      },
    },
    groups: {
      value: 50_000,
      unit: 'consumer groups per log',
      source: {
        kind: 'chosen',
        reason:
          'a group is a row for each partition it reads; two consumers of 5,000 tenants take a fifth',
      },
    },
    maxMessageBytes: {
      value: 8 * MIB,
      unit: 'bytes per message',
      source: { kind: 'chosen', reason: 'as MSK Serverless, so that no event fits here alone' },
    },
  },
};

/** A booked limit that a demand would break. */
export type Shortage = {
  readonly limit: BookedLimitName;
  readonly max: number;
  readonly used: number;
  readonly asked: number;
};

const BOOKED: readonly BookedLimitName[] = ['partitions', 'groups'];

/** The first limit that has no room for the demand, partitions before groups; `undefined` where all of it fits. */
export function shortage(limits: LimitProfile, used: Demand, demand: Demand): Shortage | undefined {
  return BOOKED.map((limit) => ({
    limit,
    max: limits[limit].value,
    used: used[limit],
    asked: demand[limit],
  })).find(({ max, used: booked, asked }) => asked > 0 && booked + asked > max);
}

export function fits(limits: LimitProfile, used: Demand, demand: Demand): boolean {
  return shortage(limits, used, demand) === undefined;
}

/** @throws {CellFull} */
export function assertFits(cell: Pick<Cell, 'id' | 'profile' | 'used'>, demand: Demand): void {
  const short = shortage(LIMITS[cell.profile], cell.used, demand);
  if (short !== undefined) {
    throw new CellFull({ cell: cell.id, ...short });
  }
}

/** The limit of which the largest share is used; `share` is 0 to 1, and above 1 where more is booked than there is. */
export function firstLimit(
  limits: LimitProfile,
  used: Demand,
): { readonly limit: BookedLimitName; readonly share: number; readonly left: number } {
  return BOOKED.map((limit) => {
    const max = limits[limit].value;
    return { limit, share: used[limit] / max, left: Math.max(0, max - used[limit]) };
  }).reduce((fullest, next) => (next.share > fullest.share ? next : fullest));
}

/** How many more tenants of this demand fit; without end where the demand is nothing. */
export function tenantsThatFit(limits: LimitProfile, used: Demand, demand: Demand): number {
  return Math.min(
    ...BOOKED.filter((limit) => demand[limit] > 0).map((limit) =>
      Math.max(0, Math.floor((limits[limit].value - used[limit]) / demand[limit])),
    ),
  );
}

export const NO_DEMAND: Demand = { partitions: 0, groups: 0 };

export function addDemand(a: Demand, b: Demand): Demand {
  return { partitions: a.partitions + b.partitions, groups: a.groups + b.groups };
}
