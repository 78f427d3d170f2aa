import type { OperationView, TenantView } from '@tributary/contract';
import { topicOf } from '@tributary/domain/placement';
import type { Operation, StepFailure, StepRecord, Tenant } from '@tributary/domain/tenancy';
import type { EpochMs, JsonValue, Remedy } from '@tributary/kernel';

const WHAT_TO_DO = {
  'fix-request': 'Mend the request and send it again.',
  'retry-later': 'Nothing: it is tried again by itself; ask again later.',
  'call-operator':
    'An operator has to mend the cause; then the operation goes on at the next start or sweep.',
} as const satisfies Record<Remedy, string>;

export function iso(time: EpochMs): string {
  return new Date(time).toISOString();
}

export function tenantView(tenant: Tenant): TenantView {
  const { changedAt, createdAt, erasureDueAt, id, operation, placements, state, tier } = tenant;
  return {
    id,
    state,
    tier,
    streams: placements.map((placement) => ({
      stream: placement.stream,
      model: placement.model,
      cell: placement.cell,
      epoch: placement.epoch,
      topic: topicOf(placement),
    })),
    createdAt: iso(createdAt),
    changedAt: iso(changedAt),
    ...(operation === undefined ? {} : { operation }),
    ...(erasureDueAt === undefined ? {} : { erasureDueAt: iso(erasureDueAt) }),
  };
}

export function operationView(operation: Operation): OperationView {
  const { endedAt, failure, id, kind, notes, startedAt, state, steps, tenant } = operation;
  return {
    id,
    kind,
    tenant,
    state,
    steps: steps.map(stepView),
    ...(failure === undefined ? {} : { failure: failureView(failure) }),
    notes: jsonCopy(notes),
    startedAt: iso(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}

function stepView({
  attempts,
  endedAt,
  name,
  outcome,
  startedAt,
}: StepRecord): OperationView['steps'][number] {
  return {
    name,
    outcome,
    attempts,
    ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}

function failureView({
  code,
  message,
  remedy,
  step,
}: StepFailure): NonNullable<OperationView['failure']> {
  return { step, code, message, remedy, todo: WHAT_TO_DO[remedy] };
}

function jsonCopy(value: Readonly<Record<string, JsonValue>>): OperationView['notes'] {
  return JSON.parse(JSON.stringify(value));
}
