import type { TenantId } from '../tenancy/index.ts';
import { topicPrefix } from '../topics/index.ts';
import { ANY_RUN, literalTokens } from './glob.ts';
import { cursor, goesOnWith, type Language } from './glob-language.ts';
import type { KafkaAction } from './kafka-actions.ts';
import type { KafkaCluster } from './kafka-arn.ts';
import { type KafkaGrant, kafkaGrants } from './kafka-grants.ts';
import type { PolicyDocument } from './policy.ts';
import { policyOf } from './policy-of.ts';
import { type Principal, principalName } from './principal.ts';
import type { RequestContext } from './request-context.ts';

/** Whose policies an isolation proof examines. */
export type IsolationSubject = {
  readonly name: string;
  /** Whose names are its own. */
  readonly tenant: TenantId | undefined;
  readonly grants: readonly KafkaGrant[];
  /** The names that a grant reaches and should not. */
  readonly beyondRight: (grant: KafkaGrant) => readonly Language[];
};

/** They show that a cluster is there and open no topic and no group: every tenant may. */
const HARMLESS: ReadonlySet<KafkaAction> = new Set([
  'kafka-cluster:Connect',
  'kafka-cluster:DescribeCluster',
  'kafka-cluster:WriteDataIdempotently',
]);

/** A tenant may do anything inside its namespace and nothing outside of it. */
export function tenantSubject(
  {
    tenant,
    policies,
    context = {},
  }: {
    readonly tenant: TenantId;
    readonly policies: readonly PolicyDocument[];
    readonly context?: RequestContext;
  },
  cluster: KafkaCluster,
): IsolationSubject {
  const namespace = topicPrefix(tenant);
  const home = cursor([...literalTokens(namespace), ANY_RUN]);
  return {
    name: tenant,
    tenant,
    grants: kafkaGrants({ policies, context }, cluster).filter(
      ({ action }) => !HARMLESS.has(action),
    ),
    beyondRight: ({ type, allowed, denied }) =>
      goesOnWith(allowed, namespace)
        ? []
        : [{ inside: [allowed], outside: type === 'cluster' ? denied : [...denied, home] }],
  };
}

/** Another principal may do what its duty is, by `policyOf`, and nothing else. */
export function dutySubject(
  {
    principal,
    policies,
  }: {
    readonly principal: Principal;
    readonly policies: readonly PolicyDocument[];
  },
  cluster: KafkaCluster,
): IsolationSubject {
  const duty = kafkaGrants({ policies: [policyOf(principal, cluster)] }, cluster);
  return {
    name: principalName(principal),
    tenant: 'tenant' in principal ? principal.tenant : undefined,
    grants: kafkaGrants({ policies }, cluster),
    beyondRight: ({ action, allowed, denied }) => {
      const rights = duty.filter((right) => right.action === action);
      const exceptions = rights[0]?.denied ?? [];
      return [
        { inside: [allowed], outside: [...denied, ...rights.map((right) => right.allowed)] },
        ...exceptions.map((exception) => ({ inside: [allowed, exception], outside: denied })),
      ];
    },
  };
}
