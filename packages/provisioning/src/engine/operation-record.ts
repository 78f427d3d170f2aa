import type { Operation, StepFailure, StepRecord } from '@tributary/domain/tenancy';
import type { EpochMs, JsonObject } from '@tributary/kernel';

/** What happened to an operation; applied again to a fresher copy when somebody wrote in between. */
export type Edit = (operation: Operation) => Operation;

export function noted(notes: JsonObject | undefined): Edit {
  return (operation) =>
    notes === undefined ? operation : { ...operation, notes: { ...operation.notes, ...notes } };
}

export function stepBegun(name: string, now: EpochMs): Edit {
  return onStep(name, ({ failure: _, endedAt: __, ...step }) => ({
    ...step,
    outcome: 'running',
    attempts: step.attempts + 1,
    startedAt: step.startedAt ?? now,
  }));
}

export function stepDone(name: string, now: EpochMs): Edit {
  return onStep(name, ({ failure: _, ...step }) => ({ ...step, outcome: 'done', endedAt: now }));
}

export function stepFailed(failure: StepFailure, now: EpochMs): Edit {
  return onStep(failure.step, (step) => ({ ...step, outcome: 'failed', endedAt: now, failure }));
}

export function stepUndoing(name: string): Edit {
  return onStep(name, (step) => ({ ...step, outcome: 'undoing' }));
}

export function stepUndone(name: string, now: EpochMs): Edit {
  return onStep(name, (step) => ({ ...step, outcome: 'undone', endedAt: now }));
}

export function goingForward(): Edit {
  return ({ failure: _, ...operation }) => ({ ...operation, state: 'running' });
}

export function goingBack(failure?: StepFailure): Edit {
  return (operation) => ({
    ...operation,
    state: 'undoing',
    ...(failure === undefined ? {} : { failure }),
  });
}

export function stuck(failure: StepFailure): Edit {
  return (operation) => ({ ...operation, state: 'stuck', failure });
}

export function succeeded(now: EpochMs): Edit {
  return ({ failure: _, ...operation }) => ({ ...operation, state: 'succeeded', endedAt: now });
}

/** What failed first is why it was undone, also where undoing it was stuck for a while. */
export function undone(now: EpochMs): Edit {
  return (operation) => {
    const first = operation.steps.find((step) => step.failure !== undefined)?.failure;
    const failure = first ?? operation.failure;
    return {
      ...operation,
      state: 'undone',
      endedAt: now,
      ...(failure === undefined ? {} : { failure }),
    };
  };
}

function onStep(name: string, change: (step: StepRecord) => StepRecord): Edit {
  return (operation) => ({
    ...operation,
    steps: operation.steps.map((step) => (step.name === name ? change(step) : step)),
  });
}
