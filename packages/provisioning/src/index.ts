/* For those who ask for an operation: the API. */
export { cancelOperation } from './cancel-operation.ts';
/* For those who run them: local mode, schedules, state machines. */
export { controlEventWriter } from './control-event-writer.ts';
export type { Observe, ObservedPoint } from './engine/observe.ts';
export { OperationQueue } from './engine/operation-queue.ts';
export { resumeUnfinished } from './engine/resume-unfinished.ts';
export { runOperation } from './engine/run-operation.ts';
export { ensurePlatform } from './ensure-platform.ts';
export { beginErasure, type Erasure } from './erase-tenant/begin-erasure.ts';
export { type FinishedErasure, finishDueErasures } from './erase-tenant/finish-due-erasures.ts';
/* What they need from outside, and how they fail. */
export { ReadinessUnproven } from './errors.ts';
export { beginOnboarding, type Onboarding } from './onboard-tenant/begin-onboarding.ts';
export type {
  CellPlan,
  ErasureBounds,
  OperationStarter,
  ProvisioningPorts,
  PublishControlEvent,
  ReadinessProbe,
  ReplayPace,
  Waits,
} from './ports.ts';
export { beginReplay, type Replay } from './replay-tenant/begin-replay.ts';
export { IDEMPOTENCY_LIFETIME_MS, type RequestOptions } from './request/reserve-operation.ts';
export { beginResumption, type Resumption } from './resume-tenant/begin-resumption.ts';
export type { Executor, RetryPolicy, Saga, SagaStep } from './saga.ts';
export { SAGAS } from './sagas.ts';
export { beginSuspension, type Suspension } from './suspend-tenant/begin-suspension.ts';
