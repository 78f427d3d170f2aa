import { AsyncLocalStorage } from 'node:async_hooks';
import { TenantContextMissing } from '@tributary/domain/consumption';
import type { TenantId } from '@tributary/domain/tenancy';

const tenants = new AsyncLocalStorage<TenantId>();

/**
 * The tenant whose event is being handled, for code that is too deep to be handed the context.
 *
 * @throws {TenantContextMissing} there is no default to fall back to.
 */
export function currentTenant(): TenantId {
  const tenant = tenants.getStore();
  if (tenant === undefined) {
    throw new TenantContextMissing();
  }
  return tenant;
}

export function runAs<Parameters extends unknown[], Result>(
  tenant: TenantId,
  work: (...parameters: Parameters) => Result,
  ...parameters: Parameters
): Result {
  return tenants.run(tenant, work, ...parameters);
}
