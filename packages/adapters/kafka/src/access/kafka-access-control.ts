import {
  type AccessControl,
  type KafkaCluster,
  type PolicyDocument,
  policyOf,
  type TenantAccess,
  tenantBoundary,
} from '@tributary/domain/access';
import type { TenantId } from '@tributary/domain/tenancy';
import { aclsOf } from './acls.ts';
import { type KafkaUsers, userOf } from './kafka-users.ts';

export type GuardedCluster = { readonly cluster: KafkaCluster; readonly users: KafkaUsers };

/**
 * What was granted is kept in `record`, as ACLs cannot hold it; on each cluster the tenant gets a user with ACLs that allow what the
 * documents allow there, within the tenant boundary, and what `aclsOf` says that ACLs cannot hold is not allowed. It holds when
 * `grant` resolves, on the broker that answered; on others milliseconds later.
 */
export class KafkaAccessControl implements AccessControl {
  readonly #record: AccessControl;
  readonly #clusters: () => Promise<readonly GuardedCluster[]>;

  constructor({
    record,
    clusters,
  }: {
    readonly record: AccessControl;
    /** All that there are, as a new grant may leave a cluster out that the last one had. */
    readonly clusters: () => Promise<readonly GuardedCluster[]>;
  }) {
    this.#record = record;
    this.#clusters = clusters;
  }

  /** First the record: what a crash leaves on a cluster belongs to a tenant that `list` names. */
  async grant(access: TenantAccess): Promise<void> {
    await this.#record.grant(access);
    for (const { cluster, users } of await this.#clusters()) {
      await putTenant(users, cluster, access);
    }
  }

  async revoke(tenant: TenantId): Promise<void> {
    for (const { users } of await this.#clusters()) {
      for (const kind of ['dedicated-consumer', 'tenant'] as const) {
        await users.remove(userOf({ kind, tenant }));
      }
    }
    await this.#record.revoke(tenant);
  }

  async find(tenant: TenantId): Promise<TenantAccess | undefined> {
    return this.#record.find(tenant);
  }

  async list(): Promise<readonly TenantAccess[]> {
    return this.#record.list();
  }
}

async function putTenant(
  users: KafkaUsers,
  cluster: KafkaCluster,
  { tenant, policies }: TenantAccess,
): Promise<void> {
  const user = userOf({ kind: 'tenant', tenant });
  const { acls } = aclsOf(withinBoundary(policies, cluster), cluster, user);
  const consumer = { kind: 'dedicated-consumer', tenant } as const;
  if (acls.length === 0) {
    await users.remove(userOf(consumer));
    await users.remove(user);
    return;
  }
  await users.put(user, acls);
  const ofConsumer = aclsOf([policyOf(consumer, cluster)], cluster, userOf(consumer));
  await users.put(userOf(consumer), ofConsumer.acls);
}

/** The boundary allows its actions on every name, so it comes down to a list of actions; what it does not list is left out. */
function withinBoundary(
  documents: readonly PolicyDocument[],
  cluster: KafkaCluster,
): readonly PolicyDocument[] {
  const allowed = new Set<string>(
    tenantBoundary(cluster).Statement.flatMap(({ Action }) => Action),
  );
  return documents.flatMap(({ Version, Statement }) => {
    const [first, ...rest] = Statement.flatMap((statement) => {
      const [action, ...actions] = statement.Action.filter(
        (one) => statement.Effect === 'Deny' || allowed.has(one),
      );
      return action === undefined ? [] : [{ ...statement, Action: [action, ...actions] as const }];
    });
    return first === undefined ? [] : [{ Version, Statement: [first, ...rest] as const }];
  });
}
