import type { OperationId, OperationKind } from '@tributary/domain/tenancy';

/**
 * Where a run stands. `before-run`: it is recorded that the step begins. `after-effect`: the step has done its work and nobody has
 * noted it. `after-record`: it is noted as done. `before-undo`, `inside-undo` and `after-undo` are the same of its undo.
 */
export type ObservedPoint = {
  readonly operation: OperationId;
  readonly saga: OperationKind;
  readonly step: string;
  readonly at:
    | 'before-run'
    | 'after-effect'
    | 'after-record'
    | 'before-undo'
    | 'inside-undo'
    | 'after-undo';
};

/** Sees every point that a run passes; the run goes on when it has resolved. */
export type Observe = (point: ObservedPoint) => void | Promise<void>;
