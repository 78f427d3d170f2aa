import type { Operation, OperationId, OperationKind, Tenant } from '@tributary/domain/tenancy';
import type { EpochMs, JsonObject } from '@tributary/kernel';
import type { ProvisioningPorts } from './ports.ts';

/** Which identity does a step's work; on AWS one function each. Only the eraser deletes topics, groups and keys, also for undo. */
export type Executor =
  | 'registry'
  | 'cells'
  | 'clusters'
  | 'keys'
  | 'topics'
  | 'access'
  | 'subscriptions'
  | 'replayer'
  | 'eraser'
  | 'publisher';

/** `maxAttempts` counts the first one. The n-th repetition comes `intervalMs * backoffRate^(n-1)` after a failure. */
export type RetryPolicy = {
  readonly maxAttempts: number;
  readonly intervalMs: number;
  readonly backoffRate: number;
};

/** What a step sees: the records as they stand in the registry. */
export type StepContext = {
  readonly ports: ProvisioningPorts;
  readonly operation: Operation;
  readonly tenant: Tenant;
  readonly signal: AbortSignal;
};

/** What a step may change of its tenant, in the same write as its own record. */
export type TenantPatch = Partial<Pick<Tenant, 'state' | 'placements' | 'erasureDueAt'>>;

/** What is to be remembered, added to the notes of the operation. */
export type StepChange = { readonly notes?: JsonObject; readonly tenant?: TenantPatch };

/** `wait`: not ended, no failure either; `run` goes on at `until`. */
export type StepOutcome =
  | ({ readonly kind: 'done' } & StepChange)
  | ({ readonly kind: 'wait'; readonly until: EpochMs } & StepChange);

/** One duty of a saga. `run` and `undo` are safe to repeat, after any part of either. */
export type SagaStep = {
  readonly name: string;
  readonly executor: Executor;
  readonly undoExecutor?: Executor;
  readonly retry: RetryPolicy;
  /** A step that is not needed is passed over: it is never begun, and so never undone. */
  readonly isNeeded?: (context: StepContext) => boolean;
  /**
   * Decides names, counts and dates. It changes nothing outside; what it resolves with is recorded before `run` begins, so that
   * a crash leaves nothing that the registry does not name. It is asked again before each repetition of `run`.
   */
  readonly prepare?: (context: StepContext) => Promise<StepChange>;
  readonly run: (context: StepContext) => Promise<StepOutcome>;
  readonly undo?: (context: StepContext) => Promise<StepOutcome>;
};

/** `heir` is the operation that holds the tenant next: one that did not end as it was told to. */
export type Undone = { readonly tenant?: TenantPatch; readonly heir?: OperationId };

/** A list of steps, run as it is by the engine here and compiled to a state machine for Step Functions. */
export type Saga = {
  readonly name: OperationKind;
  /** Until this step is done, failures undo; from then on there is only forward. It changes nothing but the registry. */
  readonly pivot: string;
  readonly steps: readonly SagaStep[];
  /** What becomes of the tenant once all is undone. */
  readonly undone?: (context: StepContext) => Promise<Undone>;
};

/** For calls that answer within seconds. */
export const QUICK: RetryPolicy = { maxAttempts: 5, intervalMs: 1_000, backoffRate: 2 };

/** For a registry write alone. */
export const ONCE_MORE: RetryPolicy = { maxAttempts: 2, intervalMs: 1_000, backoffRate: 1 };

export const DONE: StepOutcome = { kind: 'done' };

/** How often the step was begun, this time included. */
export function attemptsOf({ steps }: Pick<Operation, 'steps'>, name: string): number {
  return steps.find((step) => step.name === name)?.attempts ?? 0;
}
