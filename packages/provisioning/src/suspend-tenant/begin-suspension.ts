import {
  assertInService,
  type Operation,
  type TenantId,
  TenantStateRefused,
} from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from '../ports.ts';
import { doneAlready, heldBy, known, runningFor } from '../request/held-tenant.ts';
import { type RequestOptions, reserveOperation } from '../request/reserve-operation.ts';

export type Suspension = RequestOptions & {
  readonly tenant: TenantId;
  /** Stops the deliveries from the tenant's own topics too; after their retention time records are lost to the consumers. */
  readonly pauseConsumers?: boolean | undefined;
};

/**
 * Reserves the operation. Publishing is refused once its first step has run; consumers drain what is there unless they are paused.
 *
 * @throws {TenantUnknown}
 * @throws {TenantBusy}
 * @throws {TenantNotReady}
 * @throws {TenantStateRefused} its onboarding failed.
 * @throws {TenantErasing}
 * @throws {TenantErased}
 * @throws {IdempotencyKeyReused}
 */
export function beginSuspension(
  ports: ProvisioningPorts,
  { tenant: id, pauseConsumers = false, ...options }: Suspension,
): Promise<Operation> {
  const request = { kind: 'suspend', tenant: id, input: { pauseConsumers } } as const;
  const { registry, clock } = ports;
  return reserveOperation(ports, request, options, async (found, operation) => {
    const tenant = known(found, request);
    const running = await runningFor(registry, tenant, request);
    if (running !== undefined) {
      return running;
    }
    if (tenant.state === 'failed') {
      throw new TenantStateRefused({ tenant: id, state: tenant.state, asked: 'suspended' });
    }
    assertInService(tenant);
    const held = heldBy(tenant, operation, clock.now());
    return (
      (tenant.state === 'suspended'
        ? await doneAlready(registry, request, ['suspend', 'resume'])
        : undefined) ?? { kind: 'begin', tenant: held }
    );
  });
}
