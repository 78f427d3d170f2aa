import {
  assertTakesEvents,
  type Operation,
  type TenantId,
  TenantStateRefused,
} from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from '../ports.ts';
import { doneAlready, heldBy, known, runningFor } from '../request/held-tenant.ts';
import { type RequestOptions, reserveOperation } from '../request/reserve-operation.ts';

export type Resumption = RequestOptions & { readonly tenant: TenantId };

/**
 * Reserves the operation that ends a suspension.
 *
 * @throws {TenantUnknown}
 * @throws {TenantBusy}
 * @throws {TenantNotReady}
 * @throws {TenantStateRefused} it is not suspended.
 * @throws {TenantErasing}
 * @throws {TenantErased}
 * @throws {IdempotencyKeyReused}
 */
export function beginResumption(
  ports: ProvisioningPorts,
  { tenant: id, ...options }: Resumption,
): Promise<Operation> {
  const request = { kind: 'resume', tenant: id, input: {} } as const;
  const { registry, clock } = ports;
  return reserveOperation(ports, request, options, async (found, operation) => {
    const tenant = known(found, request);
    const running = await runningFor(registry, tenant, request);
    if (running !== undefined) {
      return running;
    }
    if (tenant.state === 'suspended') {
      return { kind: 'begin', tenant: heldBy(tenant, operation, clock.now()) };
    }
    if (tenant.state !== 'failed') {
      assertTakesEvents(tenant);
    }
    const done = await doneAlready(registry, request, ['suspend', 'resume']);
    if (done === undefined) {
      throw new TenantStateRefused({ tenant: id, state: tenant.state, asked: 'resumed' });
    }
    return done;
  });
}
