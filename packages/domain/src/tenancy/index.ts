export {
  ConcurrentChange,
  IdempotencyKeyReused,
  OperationNotCancellable,
  OperationUnknown,
  TenantBusy,
  TenantErased,
  TenantErasing,
  TenantExists,
  TenantIdInvalid,
  TenantIdReserved,
  TenantNotReady,
  TenantStateRefused,
  TenantSuspended,
  TenantUnknown,
} from './errors.ts';
export {
  type Operation,
  type OperationId,
  type OperationKind,
  type OperationState,
  operationId,
  type StepFailure,
  type StepRecord,
} from './operation.ts';
export { assertInService, assertTakesEvents, type Tenant, type TenantState } from './tenant.ts';
export { CANARY_TENANT, RESERVED_TENANT_IDS, type TenantId, tenantId } from './tenant-id.ts';
export type { IdempotencyRecord, RegistryChange, TenantRegistry } from './tenant-registry.ts';
