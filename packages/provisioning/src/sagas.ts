import type { Operation, OperationKind } from '@tributary/domain/tenancy';
import { eraseTenant } from './erase-tenant/erase-tenant.ts';
import { onboardTenant } from './onboard-tenant/onboard-tenant.ts';
import { replayTenant } from './replay-tenant/replay-tenant.ts';
import { resumeTenant } from './resume-tenant/resume-tenant.ts';
import type { Saga } from './saga.ts';
import { suspendTenant } from './suspend-tenant/suspend-tenant.ts';

export const SAGAS: Readonly<Record<OperationKind, Saga>> = {
  onboard: onboardTenant,
  suspend: suspendTenant,
  resume: resumeTenant,
  erase: eraseTenant,
  replay: replayTenant,
};

export function sagaOf(kind: OperationKind): Saga {
  return SAGAS[kind];
}

/** From here on the operation only goes forward. */
export function isPastPivot({ kind, steps }: Operation): boolean {
  const pivot = steps.find(({ name }) => name === sagaOf(kind).pivot);
  return pivot?.outcome === 'done';
}
