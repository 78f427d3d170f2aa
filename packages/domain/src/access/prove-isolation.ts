import type { TenantId } from '../tenancy/index.ts';
import { topicPrefix } from '../topics/index.ts';
import type { TenantAccess } from './access-control.ts';
import { type Counterexample, crossings, reachesInto } from './crossings.ts';
import { dutySubject, type IsolationSubject, tenantSubject } from './isolation-subject.ts';
import type { KafkaAction } from './kafka-actions.ts';
import { type KafkaCluster, topicArn } from './kafka-arn.ts';
import type { NonEmpty, PolicyDocument } from './policy.ts';
import { prefixPair } from './prefix-free.ts';
import type { Principal } from './principal.ts';
import { reasonOf } from './reason-of.ts';
import type { RequestContext } from './request-context.ts';

export type IsolationQuestion = {
  /** `context` fills in the variables of the policies; what it lacks may be anything. */
  readonly tenants: readonly (TenantAccess & { readonly context?: RequestContext })[];
  readonly others: readonly OtherAccess[];
  readonly cluster: KafkaCluster;
};

type OtherAccess = {
  readonly principal: Principal;
  readonly policies: readonly PolicyDocument[];
};

/** One that reaches names of so many tenants, by these actions. */
export type Reach = {
  readonly principal: string;
  readonly reason: string;
  readonly actions: readonly KafkaAction[];
  readonly tenants: number;
};

export type IsolationProof =
  | { readonly kind: 'proved'; readonly tenants: number; readonly reachedBy: readonly Reach[] }
  | { readonly kind: 'refuted'; readonly counterexamples: NonEmpty<Counterexample> };

/** Listed of one principal, and in all. */
export const MAX_COUNTEREXAMPLES_EACH = 100;
export const MAX_COUNTEREXAMPLES = 1_000;

/**
 * Proves of all names that topics, groups and transactional ids of the cluster can have, not only of those that there are: no
 * tenant's policies reach outside its own namespace, no two namespaces overlap, and whoever else reaches into one does so by
 * its duty (`policyOf`) and is listed. Where policies have conditions it errs on the side of `refuted`. It speaks of Kafka's
 * resources alone. Before a grant, ask it of that tenant alone: who stays in its namespace crosses nobody's.
 */
export function proveIsolation({ tenants, others, cluster }: IsolationQuestion): IsolationProof {
  const ids = tenants.map(({ tenant }) => tenant);
  const duties = others.map((other) => ({ ...other, ...dutySubject(other, cluster) }));
  const subjects = [...tenants.map((access) => tenantSubject(access, cluster)), ...duties];
  const [first, ...rest] = [
    ...sharedNamespace(ids, cluster),
    ...subjects
      .values()
      .flatMap((subject) => crossings(subject, ids, cluster).take(MAX_COUNTEREXAMPLES_EACH))
      .take(MAX_COUNTEREXAMPLES),
  ];
  return first === undefined
    ? { kind: 'proved', tenants: ids.length, reachedBy: duties.flatMap((duty) => reach(duty, ids)) }
    : { kind: 'refuted', counterexamples: [first, ...rest] };
}

function sharedNamespace(
  tenants: readonly TenantId[],
  cluster: KafkaCluster,
): readonly Counterexample[] {
  const pair = prefixPair(tenants, topicPrefix);
  if (pair === undefined) {
    return [];
  }
  const [first, second] = pair;
  const arn = topicArn(cluster, `${topicPrefix(second)}x`);
  return [{ first, second, action: 'kafka-cluster:ReadData', arn }];
}

function reach(
  duty: IsolationSubject & { readonly principal: Principal },
  tenants: readonly TenantId[],
): readonly Reach[] {
  const concerned =
    duty.tenant === undefined ? tenants : tenants.filter((tenant) => tenant === duty.tenant);
  const grants = duty.grants.filter((grant) =>
    concerned.some((tenant) => reachesInto(grant, tenant)),
  );
  const reached = concerned.filter((tenant) => grants.some((grant) => reachesInto(grant, tenant)));
  const actions = [...new Set(grants.map(({ action }) => action))];
  return reached.length === 0
    ? []
    : [
        {
          principal: duty.name,
          reason: reasonOf(duty.principal),
          actions,
          tenants: reached.length,
        },
      ];
}
