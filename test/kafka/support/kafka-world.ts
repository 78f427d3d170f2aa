import { randomBytes } from 'node:crypto';
import { KafkaAccessControl, KafkaCell, KafkaClusterSessions } from '@tributary/adapter-kafka';
import {
  type AccessControl,
  type KafkaCluster,
  type Principal,
  policyOf,
  type TenantAccess,
} from '@tributary/domain/access';
import { cellId } from '@tributary/domain/placement';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import { afterAll, inject } from 'vitest';

export const CELL = cellId('cell-1');

export const CLUSTER: KafkaCluster = {
  region: 'eu-central-1',
  account: '111122223333',
  name: 'cell-1',
  uuid: '0a1b2c3d-1',
};

/** One of the tests' own: the users of every file are other users, as their passwords come from it. */
const SECRET = Buffer.from('the passwords of the tests come of this');

class MemoryRecord implements AccessControl {
  readonly #granted = new Map<TenantId, TenantAccess>();

  async grant(access: TenantAccess): Promise<void> {
    this.#granted.set(access.tenant, access);
  }

  async revoke(tenant: TenantId): Promise<void> {
    this.#granted.delete(tenant);
  }

  async find(tenant: TenantId): Promise<TenantAccess | undefined> {
    return this.#granted.get(tenant);
  }

  async list(): Promise<readonly TenantAccess[]> {
    return [...this.#granted.values()].toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1));
  }
}

/** The broker of this run as one cell; closed after the file's tests. */
export function kafkaCell(): KafkaCell {
  const cell = new KafkaCell({
    id: CELL,
    cluster: CLUSTER,
    admin: inject('kafkaAdmin'),
    secret: SECRET,
  });
  afterAll(() => cell[Symbol.asyncDispose]());
  return cell;
}

export function accessOn(cell: KafkaCell): KafkaAccessControl {
  return new KafkaAccessControl({
    record: new MemoryRecord(),
    clusters: async () => [{ cluster: cell.cluster, users: cell.users }],
  });
}

/** Two that nobody has had, the second beginning with the first. */
export function newTenants(): { readonly tenant: TenantId; readonly neighbour: TenantId } {
  const tenant = tenantId(`t${randomBytes(6).toString('hex')}`);
  return { tenant, neighbour: tenantId(`${tenant}-labs`) };
}

/** Two new tenants with what tenants are granted, and the platform's own principals. */
export async function newFixture(cell: KafkaCell) {
  const { tenant, neighbour } = newTenants();
  const access = accessOn(cell);
  for (const one of [tenant, neighbour]) {
    const policies = [policyOf({ kind: 'tenant', tenant: one }, cell.cluster)];
    await access.grant({ tenant: one, policies });
  }
  const sessions = new KafkaClusterSessions((id) => (id === CELL ? cell : undefined));
  const session = (principal: Principal) => sessions.session(CELL, principal);
  return {
    access,
    tenant,
    neighbour,
    as: {
      tenant: session({ kind: 'tenant', tenant }),
      neighbour: session({ kind: 'tenant', tenant: neighbour }),
      provisioner: session({ kind: 'provisioner' }),
      eraser: session({ kind: 'eraser' }),
      operator: session({ kind: 'operator' }),
    },
  };
}
