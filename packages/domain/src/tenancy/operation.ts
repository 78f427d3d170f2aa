import type { Brand, EpochMs, JsonObject, Remedy } from '@tributary/kernel';
import { OperationUnknown } from './errors.ts';
import type { TenantId } from './tenant-id.ts';

/** A UUID, made when the operation is asked for. */
export type OperationId = Brand<string, 'OperationId'>;

/** @throws {OperationUnknown} the text is no UUID. */
export function operationId(text: unknown): OperationId {
  if (typeof text !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) {
    throw new OperationUnknown(String(text));
  }
  return text as OperationId;
}

export type OperationKind = 'onboard' | 'suspend' | 'resume' | 'erase' | 'replay';

/**
 * `running` goes forward, `undoing` backward. `succeeded` and `undone` are ends. `stuck`: it can go neither way; an operator
 * mends what `failure` names, and the next start or sweep tries again.
 */
export type OperationState = 'running' | 'undoing' | 'succeeded' | 'undone' | 'stuck';

/** Why a step failed and what to do; safe to show. */
export type StepFailure = {
  readonly step: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: Remedy;
};

export type StepRecord = {
  readonly name: string;
  readonly outcome: 'pending' | 'running' | 'done' | 'failed' | 'undoing' | 'undone';
  /** How often `run` was begun. */
  readonly attempts: number;
  readonly startedAt?: EpochMs;
  readonly endedAt?: EpochMs;
  readonly failure?: StepFailure;
};

/** One run of a saga. */
export type Operation = {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly tenant: TenantId;
  readonly state: OperationState;
  /** What was asked for, parsed. */
  readonly input: JsonObject;
  readonly steps: readonly StepRecord[];
  /** What steps found or made: ids, names, counts, dates. No payload, no key material. */
  readonly notes: JsonObject;
  readonly failure?: StepFailure;
  /** Somebody asked to give it up; it is undone at the next step before its pivot. */
  readonly cancelRequested: boolean;
  readonly startedAt: EpochMs;
  readonly endedAt?: EpochMs;
  /** From 1, one more with each write. */
  readonly version: number;
};
