import { type TierName, tierOf } from '@tributary/domain/placement';
import {
  type Operation,
  type OperationId,
  type Tenant,
  TenantErased,
  TenantErasing,
  TenantExists,
  type TenantId,
} from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from '../ports.ts';
import { heldBy, holderOf } from '../request/held-tenant.ts';
import { operationOf } from '../request/operation-of.ts';
import { requestDigest } from '../request/request-digest.ts';
import {
  type RequestOptions,
  type Ruling,
  reserveOperation,
} from '../request/reserve-operation.ts';

export type Onboarding = RequestOptions & {
  readonly tenant: TenantId;
  readonly tier: string;
};

/**
 * Reserves the id and the operation that onboards it; nothing else is done yet: start it. The same request again is the same
 * operation, unless that one failed: then it is a new one.
 *
 * @throws {TierUnknown}
 * @throws {TenantExists} the id was onboarded with another request.
 * @throws {TenantErasing}
 * @throws {TenantErased} an id is never used twice.
 * @throws {IdempotencyKeyReused}
 */
export async function beginOnboarding(
  ports: ProvisioningPorts,
  { tenant, tier: tierText, ...options }: Onboarding,
): Promise<Operation> {
  const tier = tierOf(ports.catalogue, tierText).name;
  const request = { kind: 'onboard', tenant, input: { tier } } as const;
  const digest = requestDigest(request);
  return reserveOperation(ports, request, options, async (existing, operation) =>
    existing === undefined
      ? { kind: 'begin', tenant: newTenant(ports, { tenant, tier, digest, operation }) }
      : ruleExisting(ports, existing, { tier, digest, operation }),
  );
}

type Request = {
  readonly tier: TierName;
  readonly digest: string;
  readonly operation: OperationId;
};

async function ruleExisting(
  { registry, clock }: ProvisioningPorts,
  tenant: Tenant,
  { tier, digest, operation }: Request,
): Promise<Ruling> {
  switch (tenant.state) {
    case 'unreadable':
    case 'erased':
      throw new TenantErased(tenant.id);
    case 'erasure-scheduled':
    case 'erasing':
      throw new TenantErasing(tenant.id);
    case 'failed': {
      if ((await holderOf(registry, tenant)) !== undefined) {
        throw new TenantErasing(tenant.id);
      }
      const held = heldBy(tenant, operation, clock.now());
      const again = { tier, requestDigest: digest, onboarding: operation } as const;
      return { kind: 'begin', tenant: { ...held, ...again, state: 'provisioning' } };
    }
    case 'provisioning':
    case 'active':
    case 'suspended':
      if (tenant.requestDigest !== digest) {
        throw new TenantExists(tenant.id);
      }
      return { kind: 'answered', operation: await operationOf(registry, tenant.onboarding) };
  }
}

function newTenant(
  { clock }: ProvisioningPorts,
  { tenant, tier, digest, operation }: Request & { readonly tenant: TenantId },
): Tenant {
  const now = clock.now();
  return {
    id: tenant,
    state: 'provisioning',
    tier,
    placements: [],
    requestDigest: digest,
    onboarding: operation,
    operation,
    createdAt: now,
    changedAt: now,
    version: 1,
  };
}
