import { type KafkaCluster, policyOf, proveIsolation } from '@tributary/domain/access';
import type { TenantId } from '@tributary/domain/tenancy';
import { IdentityTooWide } from '../errors.ts';
import { notedTopics } from '../recorded.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';

/** A role for a tenant with topics of its own. Before it is granted it is proved to reach nothing else. */
export const grantAccess: SagaStep = {
  name: 'grant-access',
  executor: 'access',
  retry: QUICK,
  isNeeded: ({ operation, tenant }) => notedTopics(operation.notes, tenant.id).length > 0,
  run: async (context) => {
    const { ports, tenant } = context;
    const clusters = await clustersOf(context);
    const policies = clusters.map((cluster) => provedPolicy(tenant.id, cluster));
    await ports.access.grant({ tenant: tenant.id, policies });
    return DONE;
  },
  undo: async ({ ports, tenant }) => {
    await ports.access.revoke(tenant.id);
    return DONE;
  },
};

function clustersOf({ ports, operation, tenant }: StepContext): Promise<readonly KafkaCluster[]> {
  const cells = new Set(notedTopics(operation.notes, tenant.id).map(({ cell }) => cell));
  return Promise.all([...cells].map((cell) => ports.clusterOf(cell)));
}

/** Who stays in its own namespace crosses nobody's: the other tenants need not be asked. */
function provedPolicy(tenant: TenantId, cluster: KafkaCluster) {
  const document = policyOf({ kind: 'tenant', tenant }, cluster);
  const proof = proveIsolation({
    tenants: [{ tenant, policies: [document] }],
    others: [],
    cluster,
  });
  if (proof.kind === 'refuted') {
    throw new IdentityTooWide({ tenant, reaches: proof.counterexamples.map(({ arn }) => arn) });
  }
  return document;
}
