import type { IsolationModel } from './placement.ts';

/** What a tier may ask of the model that it puts a stream in. */
export type CapabilityName =
  | 'encryption-at-rest-per-tenant'
  | 'forget-one-tenant'
  | 'retention-per-tenant'
  | 'event-size-per-tenant'
  | 'replay-per-tenant'
  | 'partitions-per-tenant'
  | 'regulated-data'
  | 'plain-records';

export type Verdict = { readonly can: boolean; readonly reason: string };

export type Capability = {
  readonly title: string;
  /** What the document named in `source` says of each model; `undefined` where it says nothing. */
  readonly document: Readonly<Record<IsolationModel, boolean | undefined>>;
  readonly source: string;
  /** What Tributary does, and why. */
  readonly answer: Readonly<Record<IsolationModel, Verdict>>;
};

const MSK_TABLE =
  'Stream multi-tenant data with Amazon MSK (AWS Big Data Blog), table of supported capabilities';
const MSK_BRIDGE =
  'Stream multi-tenant data with Amazon MSK (AWS Big Data Blog), selective scaling in the bridge model';
const EVENT_FLOWS = 'Multi-Tenant Event Flows, data isolation and compliance';
const ENCRYPTION_ADVICE =
  'Multi-Tenant Event Flows, envelope encryption per tenant on shared topics';

/** The table of the MSK document with Tributary's answer beside it, and the rules that other texts add. */
export const CAPABILITIES: Readonly<Record<CapabilityName, Capability>> = {
  'encryption-at-rest-per-tenant': {
    title: 'A key of its own for the tenant at rest, in the cluster',
    document: { pool: false, bridge: false, silo: true },
    source: MSK_TABLE,
    answer: {
      pool: no('a cluster has one key at rest, and the pool shares the cluster'),
      bridge: no('a cluster has one key at rest, and the bridge shares the cluster'),
      silo: yes('the cluster is its own: MSK Provisioned takes a customer managed key for it'),
    },
  },
  'forget-one-tenant': {
    title: 'Right to be forgotten for a single tenant',
    document: { pool: false, bridge: true, silo: true },
    source: MSK_TABLE,
    answer: {
      pool: yes(
        "each event is sealed under its tenant's key, and destroying that key makes every copy unreadable",
      ),
      bridge: yes("the tenant's topics are deleted and its key is destroyed"),
      silo: yes("the tenant's cluster is deleted and its key is destroyed"),
    },
  },
  'retention-per-tenant': {
    title: 'Retention of its own',
    document: { pool: false, bridge: true, silo: true },
    source: MSK_TABLE,
    answer: {
      pool: no('retention belongs to a topic, and all tenants of the pool share the topic'),
      bridge: yes('the tenant has topics of its own'),
      silo: yes('the tenant has topics of its own'),
    },
  },
  'event-size-per-tenant': {
    title: 'An event size limit of its own',
    document: { pool: false, bridge: true, silo: true },
    source: MSK_TABLE,
    answer: {
      pool: no('the size limit belongs to a topic, and all tenants of the pool share the topic'),
      bridge: yes('the tenant has topics of its own'),
      silo: yes('the tenant has topics of its own'),
    },
  },
  'replay-per-tenant': {
    title: 'Replay of one tenant',
    document: { pool: true, bridge: true, silo: true },
    source: MSK_TABLE,
    answer: {
      pool: yes("the replay worker reads the shared topic and keeps the tenant's records"),
      bridge: yes("the replay worker reads the tenant's topic"),
      silo: yes("the replay worker reads the tenant's topic"),
    },
  },
  'partitions-per-tenant': {
    title: 'A number of partitions of its own',
    document: { pool: undefined, bridge: true, silo: undefined },
    source: MSK_BRIDGE,
    answer: {
      pool: no('partitions belong to a topic, and all tenants of the pool share the topic'),
      bridge: yes('the tenant has topics of its own'),
      silo: yes('the tenant has topics of its own'),
    },
  },
  'regulated-data': {
    title: 'Regulated data',
    document: { pool: false, bridge: undefined, silo: true },
    source: EVENT_FLOWS,
    answer: {
      pool: no('regulated data must not stand in a topic that tenants share'),
      bridge: yes('the tenant has topics of its own, which its identity alone may reach'),
      silo: yes('the tenant has a cluster of its own'),
    },
  },
  'plain-records': {
    title: "Events that are not sealed under the tenant's key",
    document: { pool: false, bridge: undefined, silo: undefined },
    source: ENCRYPTION_ADVICE,
    answer: {
      pool: no(
        'whoever may read the shared topic could read every tenant, and no tenant could be forgotten',
      ),
      bridge: yes('topics keep tenants apart, and deleting them forgets'),
      silo: yes('the cluster keeps tenants apart, and deleting it forgets'),
    },
  },
};

/** Whether the model can do it, and why. */
export function verdict(capability: CapabilityName, model: IsolationModel): Verdict {
  return CAPABILITIES[capability].answer[model];
}

function yes(reason: string): Verdict {
  return { can: true, reason };
}

function no(reason: string): Verdict {
  return { can: false, reason };
}
